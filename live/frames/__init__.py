"""Where pictures come from: cameras, clips, stills, network addresses, the demo."""

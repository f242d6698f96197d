"""Where pictures come from: cameras, clips, stills, network addresses, the demo."""

import os

import cv2

if os.environ.get("LIVE_NATIVE_LOGS") != "1":  # what stops a source this program says itself
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "8")  # AV_LOG_FATAL; read when FFmpeg is first used
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

"""Trains the digit network on MNIST: python -m train."""

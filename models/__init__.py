"""The network: its weights, beside the code that says what they accept."""

from models.classifier import Classifier, ModelError, load

__all__ = ["Classifier", "ModelError", "load"]

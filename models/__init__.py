"""The network: its weights, beside the code that says what they accept."""

from models.classifier import NOT_A_DIGIT, Classifier, ModelError, load

__all__ = ["NOT_A_DIGIT", "Classifier", "ModelError", "load"]

"""The network: its weights, beside the code that says what they accept."""

from models.classifier import Classifier, load
from models.contract import NOT_A_DIGIT
from models.errors import ModelError

__all__ = ["NOT_A_DIGIT", "Classifier", "ModelError", "load"]

"""The layers of each recipe's network; Keras is imported when one is built."""

from __future__ import annotations

from typing import Any


def digits() -> Any:
    """3x3 convolutions with batch norm at 28, 14, 7 and 3 pixels; residual where shapes agree, the
    residual's channels weighed by what the whole picture holds (Hu et al. 2018, "Squeeze-and-Excitation
    Networks"). Of the 3x3 places left at the end each channel learns which count (the global depthwise
    convolution of Chen et al. 2018, "MobileFaceNets")."""
    from keras import Input, Model, initializers, layers

    def conv(x: Any, filters: int, strides: int = 1, padding: str = "same") -> Any:
        return norm(layers.Conv2D(filters, 3, strides, padding, use_bias=False)(x))

    def norm(x: Any) -> Any:  # quick statistics, for train.mean averages them once more
        return layers.BatchNormalization(momentum=0.7)(x)

    def residual(x: Any, filters: int) -> Any:
        change = conv(x, filters)
        weight = layers.GlobalAveragePooling2D(keepdims=True)(change)
        weight = layers.Dense(filters // 4, activation="relu")(weight)
        weight = layers.Dense(filters, activation="sigmoid")(weight)
        return layers.ReLU()(layers.Add()([x, layers.Multiply()([change, weight])]))

    glyph = Input((28, 28, 1))
    x = layers.ReLU()(conv(glyph, 16))
    x = residual(layers.ReLU()(conv(x, 28, strides=2)), 28)
    x = residual(layers.ReLU()(conv(x, 64, strides=2)), 64)
    x = layers.ReLU()(conv(x, 128, strides=2, padding="valid"))
    x = layers.Conv2D(192, 1, use_bias=False)(x)
    x = layers.ReLU()(norm(x))
    even = initializers.Constant(1 / 9)  # begins as their mean
    x = layers.Flatten()(layers.DepthwiseConv2D(3, use_bias=False, depthwise_initializer=even)(x))
    return Model(glyph, layers.Dense(11)(layers.Dropout(0.2)(x)))


def lenet() -> Any:
    """LeNet-5 (LeCun et al. 1998) with more layers, batch norm and dropout."""
    from keras import Input, Sequential, layers, regularizers

    def conv(filters: int, size: int) -> Any:
        return layers.Conv2D(filters, size, activation="relu", kernel_regularizer=regularizers.L2(5e-4))

    return Sequential(
        [
            Input((28, 28, 1)),
            conv(32, 5),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
            conv(64, 3),
            conv(64, 3),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(128, activation="relu"),
            layers.BatchNormalization(),
            layers.Dense(84, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.25),
            layers.Dense(10, activation="softmax"),
        ]
    )


def batchnorm64() -> Any:
    """Convolutions of 64 filters, each with batch norm; pooled early, for a cheap second one."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(64, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.4),
            layers.Dense(10, activation="softmax"),
        ]
    )


def notebook() -> Any:
    """Convolution, pooling, dense, dropout, softmax: the least that is worth the name."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(32, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(96, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def adadelta() -> Any:
    """Two convolutions, two dense layers with dropout."""
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(32, 5, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )

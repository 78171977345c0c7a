"""The relation model: labelled articles and phrase patterns in, two ONNX graphs out."""

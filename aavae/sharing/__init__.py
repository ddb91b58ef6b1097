"""What leaves for other tools: models with ONNX graphs, representations as tables and Projector folders."""

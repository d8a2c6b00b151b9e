//! The way back through the operations of [`Extension`], for every backend alike.

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients as Graph;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::{FloatTensor, IntTensor};
use burn::backend::{Autodiff, Backend};

use super::Options;
use super::extension::Extension;
use super::passes::{Behind, Gradients, Passed, Passes};

impl<B: Passes, C: CheckpointStrategy> Extension for Autodiff<B, C> {
    fn convolve(
        input: FloatTensor<Self>,
        kernel: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        options: Options,
    ) -> FloatTensor<Self> {
        let nodes = [input.node(), kernel.node(), bias.node()];
        let [inputs, kernels, biases] =
            [&input, &kernel, &bias].map(|tensor| tensor.clone().into_primitive());
        let forward = |returning| B::forward(inputs, kernels, biases, options, returning);
        match Convolution.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut preparation) => {
                let [input_id, kernel_id, bias_id] =
                    [&input, &kernel, &bias].map(|tensor| preparation.checkpoint(tensor));
                let (output, behind) = forward(true);
                let state =
                    State { input: input_id, kernel: kernel_id, bias: bias_id, behind, options };
                preparation.finish(state, output)
            }
            OpsKind::UnTracked(preparation) => preparation.finish(forward(false).0),
        }
    }

    fn halve(input: FloatTensor<Self>) -> FloatTensor<Self> {
        match Pooling.prepare::<C>([input.node()]).compute_bound().stateful() {
            OpsKind::Tracked(mut preparation) => {
                let id = preparation.checkpoint(&input);
                let (output, winners) = B::pool(input.into_primitive(), true);
                let winners = winners.expect("a way back will follow");
                preparation.finish((id, winners), output)
            }
            OpsKind::UnTracked(preparation) => {
                preparation.finish(B::pool(input.into_primitive(), false).0)
            }
        }
    }
}

/// A convolution on its way back.
#[derive(Debug)]
struct Convolution;

/// What the way back needs of the way there.
#[derive(Clone, Debug)]
struct State<B: Backend> {
    input: NodeId,
    kernel: NodeId,
    bias: NodeId,
    behind: Behind<B>,
    options: Options,
}

impl<B: Passes> Backward<B, 3> for Convolution {
    type State = State<B>;

    fn backward(self, ops: Ops<State<B>, 3>, graph: &mut Graph, checkpointer: &mut Checkpointer) {
        let [input_node, kernel_node, bias_node] = ops.parents;
        let gradient = graph.consume::<B>(&ops.node);
        let State { input, kernel, bias, behind, options } = ops.state;
        let [input, kernel, bias] =
            [input, kernel, bias].map(|id| checkpointer.retrieve_node_output::<FloatTensor<B>>(id));
        let input_wanted = input_node.is_some();
        let passed = Passed { input, kernel, bias, behind, options, input_wanted };
        let gradients: Gradients<B> = B::backward(passed, gradient);
        let found = [
            (input_node, gradients.input),
            (kernel_node, Some(gradients.kernel)),
            (bias_node, Some(gradients.bias)),
        ];
        for (node, gradient) in found {
            if let (Some(node), Some(gradient)) = (node, gradient) {
                graph.register::<B>(node.id, gradient);
            }
        }
    }
}

/// A pooling on its way back.
#[derive(Debug)]
struct Pooling;

impl<B: Passes> Backward<B, 1> for Pooling {
    type State = (NodeId, IntTensor<B>);

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        graph: &mut Graph,
        checkpointer: &mut Checkpointer,
    ) {
        let ([node], (input, winners)) = (ops.parents, ops.state);
        let gradient = graph.consume::<B>(&ops.node);
        let input = checkpointer.retrieve_node_output::<FloatTensor<B>>(input);
        if let Some(node) = node {
            graph.register::<B>(node.id, B::pool_backward(input, winners, gradient));
        }
    }
}

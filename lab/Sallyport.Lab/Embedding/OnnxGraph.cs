using System.Runtime.InteropServices;

namespace Sallyport.Lab.Embedding;

/// <summary>Builds an ONNX model, a node at a time. Field numbers are those of onnx.proto3 (IR version 8, operator set 17).</summary>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int Float = 1;
    private const int SignedByte = 3;
    private const int Long = 7;

    private readonly ProtobufWriter _graph = new();
    private readonly ProtobufWriter _initializers = new();
    private readonly ProtobufWriter _ends = new();
    private int _values;

    /// <summary>A whole-number input; a dimension is a name or a number.</summary>
    public string Input(string input, params object[] dimensions)
    {
        _ends.Message(11, value => WriteValue(value, input, Long, dimensions));
        return input;
    }

    /// <summary>Names a value as an output of floats.</summary>
    public void Output(string value, string output, params object[] dimensions)
    {
        Add("Identity", [value], output, []);
        _ends.Message(12, end => WriteValue(end, output, Float, dimensions));
    }

    /// <summary>A constant.</summary>
    public string Floats(ReadOnlySpan<float> values, params int[] shape) => Constant(Float, MemoryMarshal.AsBytes(values).ToArray(), shape);

    /// <summary>A constant.</summary>
    public string SignedBytes(ReadOnlySpan<sbyte> values, params int[] shape) => Constant(SignedByte, MemoryMarshal.AsBytes(values).ToArray(), shape);

    /// <summary>A constant of one dimension.</summary>
    public string Longs(params long[] values) => Constant(Long, MemoryMarshal.AsBytes<long>(values).ToArray(), [values.Length]);

    /// <summary>A node with one output, whose name is returned.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Add(op, inputs, NextName(), attributes);

    /// <summary>A node with several outputs.</summary>
    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var names = new string[outputs];
        for (var i = 0; i < outputs; i++)
        {
            names[i] = NextName();
        }

        WriteNode(op, inputs, names, attributes);
        return names;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Write()
    {
        var graph = new ProtobufWriter();
        var body = new ProtobufWriter();
        body.Text(2, name);
        graph.Number(1, IrVersion).Text(2, "sallyport-lab");
        graph.Bytes(7, [.. _graph.Written, .. body.Written, .. _initializers.Written, .. _ends.Written]);
        graph.Message(8, set => set.Text(1, string.Empty).Number(2, OperatorSet));
        return graph.Written.ToArray();
    }

    private string Add(string op, string[] inputs, string output, (string, object)[] attributes)
    {
        WriteNode(op, inputs, [output], attributes);
        return output;
    }

    private void WriteNode(string op, string[] inputs, string[] outputs, (string Name, object Value)[] attributes) => _graph.Message(1, node =>
    {
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(4, op);
        foreach (var (attribute, value) in attributes)
        {
            node.Message(5, written => WriteAttribute(written.Text(1, attribute), value));
        }
    });

    private static void WriteAttribute(ProtobufWriter attribute, object value)
    {
        switch (value)
        {
            case float number:
                attribute.Single(2, number).Number(20, 1);
                break;
            case int number:
                attribute.Number(3, number).Number(20, 2);
                break;
            case int[] numbers:
                foreach (var number in numbers)
                {
                    attribute.Number(8, number);
                }

                attribute.Number(20, 7);
                break;
            default:
                throw new ArgumentException($"No attribute is made of a {value.GetType().Name}.", nameof(value));
        }
    }

    private string Constant(int type, byte[] bytes, int[] shape)
    {
        var constant = NextName();
        _initializers.Message(5, tensor =>
        {
            foreach (var size in shape)
            {
                tensor.Number(1, size);
            }

            tensor.Number(2, type).Text(8, constant).Bytes(9, bytes);
        });
        return constant;
    }

    private static void WriteValue(ProtobufWriter value, string name, int type, object[] dimensions) =>
        value.Text(1, name).Message(2, outer => outer.Message(1, tensor => tensor.Number(1, type).Message(2, shape =>
        {
            foreach (var dimension in dimensions)
            {
                shape.Message(1, written => _ = dimension is int size ? written.Number(1, size) : written.Text(2, (string)dimension));
            }
        })));

    private string NextName() => $"v{_values++}";
}

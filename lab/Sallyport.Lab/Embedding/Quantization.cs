namespace Sallyport.Lab.Embedding;

/// <summary>Matrices in signed bytes: the largest weight of each row or column becomes 127.</summary>
internal static class Quantization
{
    public static (sbyte[] Bytes, float[] Scales) ByRow(float[] matrix, int rows, int columns) => Quantize(matrix, rows, columns, static (row, _) => row, rows);

    public static (sbyte[] Bytes, float[] Scales) ByColumn(float[] matrix, int rows, int columns) => Quantize(matrix, rows, columns, static (_, column) => column, columns);

    private static (sbyte[] Bytes, float[] Scales) Quantize(float[] matrix, int rows, int columns, Func<int, int, int> group, int groups)
    {
        var scales = new float[groups];
        for (var i = 0; i < matrix.Length; i++)
        {
            ref var scale = ref scales[group(i / columns, i % columns)];
            scale = Math.Max(scale, Math.Abs(matrix[i]));
        }

        for (var i = 0; i < groups; i++)
        {
            scales[i] = Math.Max(scales[i], 1e-12f) / sbyte.MaxValue;
        }

        var bytes = new sbyte[rows * columns];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (sbyte)MathF.Round(matrix[i] / scales[group(i / columns, i % columns)]);
        }

        return (bytes, scales);
    }
}

using Sallyport.Detection.Names;

namespace Sallyport.Lab.Names;

/// <summary>Isotonic calibration: for each kind the rising curve that fits best how often findings of a probability were right.</summary>
internal static class NameCalibration
{
    public static float[] Fit(IReadOnlyList<(int Kind, float Probability, bool IsRight)> observed)
    {
        var curves = new float[NameLabel.Kinds * NameModel.Points];
        for (var kind = 0; kind < NameLabel.Kinds; kind++)
        {
            FitKind([.. observed.Where(one => one.Kind == kind)], curves.AsSpan(kind * NameModel.Points, NameModel.Points));
        }

        return curves;
    }

    private static void FitKind(List<(int Kind, float Probability, bool IsRight)> observed, Span<float> curve)
    {
        // Two made-up findings, one right and one wrong, stand at each point, so that a point that nothing fell on has a value.
        var right = new double[NameModel.Points];
        var all = new double[NameModel.Points];
        for (var point = 0; point < NameModel.Points; point++)
        {
            all[point] = 2;
            right[point] = 2.0 * point / (NameModel.Points - 1);
        }

        foreach (var (_, probability, isRight) in observed)
        {
            var point = (int)Math.Round(probability * (NameModel.Points - 1));
            all[point]++;
            right[point] += isRight ? 1 : 0;
        }

        // Pool adjacent violators.
        var blocks = new List<(double Right, double All, int Count)>();
        for (var point = 0; point < NameModel.Points; point++)
        {
            blocks.Add((right[point], all[point], 1));
            while (blocks.Count > 1 && blocks[^2].Right / blocks[^2].All >= blocks[^1].Right / blocks[^1].All)
            {
                blocks[^2] = (blocks[^2].Right + blocks[^1].Right, blocks[^2].All + blocks[^1].All, blocks[^2].Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
        }

        var at = 0;
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Count; i++)
            {
                curve[at++] = (float)(block.Right / block.All);
            }
        }
    }
}

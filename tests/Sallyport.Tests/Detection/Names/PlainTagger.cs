using Sallyport.Detection.Names;
using Sallyport.Text;

namespace Sallyport.Tests.Detection.Names;

/// <summary>The conditional random field over a unit's tokens, number by number and without regard to speed.</summary>
internal sealed class PlainTagger(NameModel model)
{
    private const int Labels = NameLabel.Count;

    private readonly NameUnit _unit = new();

    /// <summary>The names in a unit. Each number comes of the same operations in the same order as the tagger's own.</summary>
    public List<NameSpan> Read(string text)
    {
        _unit.Read(text, model.Lexicon);
        var found = new List<NameSpan>();
        var tokens = _unit.Tokens;
        for (var start = 0; start < tokens.Length; start++)
        {
            var end = start;
            while (end < tokens.Length && tokens[end].IsOpen)
            {
                end++;
            }

            if (end > start)
            {
                Collect(start, Scores(text, start, end), found);
                start = end;
            }
        }

        return found;
    }

    private float Step(int previous, int label) => model.Transitions[(previous * Labels) + label];

    private float[][] Scores(string text, int start, int end)
    {
        var scores = new float[end - start][];
        var rows = new int[NameFeatures.Count];
        for (var i = start; i < end; i++)
        {
            NameFeatures.Of(_unit, text, i, rows);
            scores[i - start] = new float[Labels];
            for (var label = 0; label < Labels; label++)
            {
                var sum = 0;
                foreach (var row in rows)
                {
                    sum += model.Weights[(row * NameModel.Stride) + label];
                }

                scores[i - start][label] = sum * model.Scale;
            }
        }

        return scores;
    }

    private void Collect(int start, float[][] scores, List<NameSpan> found)
    {
        var labels = Best(scores);
        if (labels.All(label => label == NameLabel.Outside))
        {
            return;
        }

        var shares = Shares(scores);
        for (var i = 0; i < labels.Length; i++)
        {
            if (NameLabel.KindOf(labels[i]) is var kind and >= 0)
            {
                var from = i;
                var sum = 0f;
                do
                {
                    sum += shares[i][NameLabel.Begin(kind)] + shares[i][NameLabel.Inside(kind)];
                    i++;
                }
                while (i < labels.Length && labels[i] == NameLabel.Inside(kind));

                found.Add(new(kind, new TextSpan(_unit.Tokens[start + from].Start, _unit.Tokens[start + i - 1].End), sum / (i - from)));
                i--;
            }
        }
    }

    private int[] Best(float[][] scores)
    {
        var best = new float[scores.Length][];
        var back = new int[scores.Length][];
        best[0] = [.. Enumerable.Range(0, Labels).Select(label => Step(0, label) + scores[0][label])];
        for (var i = 1; i < scores.Length; i++)
        {
            best[i] = new float[Labels];
            back[i] = new int[Labels];
            for (var label = 0; label < Labels; label++)
            {
                var value = float.NegativeInfinity;
                for (var previous = 0; previous < Labels; previous++)
                {
                    var path = best[i - 1][previous] + Step(previous, label);
                    if (NameLabel.MayFollow(label, previous) && path > value)
                    {
                        (back[i][label], value) = (previous, path);
                    }
                }

                best[i][label] = value + scores[i][label];
            }
        }

        var last = 0;
        for (var label = 1; label < Labels; label++)
        {
            last = best[^1][label] + Step(label, 0) > best[^1][last] + Step(last, 0) ? label : last;
        }

        var labels = new int[scores.Length];
        for (var i = scores.Length - 1; i >= 0; i--)
        {
            labels[i] = last;
            last = i == 0 ? 0 : back[i][last];
        }

        return labels;
    }

    private float[][] Shares(float[][] scores)
    {
        var length = scores.Length;
        var weights = Array.ConvertAll(scores, token => Array.ConvertAll(token, score => MathF.Exp(score - token.Aggregate(0f, Math.Max))));
        var forward = new float[length][];
        var backward = new float[length][];
        for (var i = 0; i < length; i++)
        {
            var before = i == 0 ? null : forward[i - 1];
            forward[i] = Normalised(label => Sum(before, previous => before![previous] * MathF.Exp(Step(previous, label)), MathF.Exp(Step(0, label))) * weights[i][label]);
        }

        for (var i = length - 1; i >= 0; i--)
        {
            var at = i + 1;
            var after = at == length ? null : backward[at];
            backward[i] = Normalised(label => Sum(after, next => MathF.Exp(Step(label, next)) * weights[at][next] * after![next], MathF.Exp(Step(label, 0))));
        }

        return [.. Enumerable.Range(0, length).Select(i => Normalised(label => forward[i][label] * backward[i][label]))];
    }

    private static float Sum(float[]? neighbours, Func<int, float> of, float atEdge)
    {
        var sum = 0f;
        for (var label = 0; label < Labels && neighbours is not null; label++)
        {
            sum += of(label);
        }

        return neighbours is null ? atEdge : sum;
    }

    private static float[] Normalised(Func<int, float> value)
    {
        float[] values = [.. Enumerable.Range(0, Labels).Select(value)];
        var sum = 0f;
        foreach (var each in values)
        {
            sum += each;
        }

        return sum > 0 ? Array.ConvertAll(values, each => each / sum) : values;
    }
}

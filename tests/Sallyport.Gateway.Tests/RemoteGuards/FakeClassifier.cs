using Sallyport.Detection.Models;

namespace Sallyport.Gateway.Tests.RemoteGuards;

/// <summary>A classifier that scores as it is told: nothing is found unless <see cref="OnScore"/> says so.</summary>
internal sealed class FakeClassifier(string name, params string[] labels) : TextClassifier
{
    private readonly List<string> _texts = [];

    public override string Name => name;

    public override IReadOnlyList<string> Labels => labels;

    /// <summary>What it is asked.</summary>
    public Func<string, CancellationToken, Task<float[]>> OnScore { get; init; } = (_, _) => Task.FromResult(new float[labels.Length]);

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
            {
                return [.. _texts];
            }
        }
    }

    public override async ValueTask<IReadOnlyList<float>> ScoreAsync(string text, CancellationToken cancellationToken)
    {
        lock (_texts)
        {
            _texts.Add(text);
        }

        return await OnScore(text, cancellationToken);
    }
}

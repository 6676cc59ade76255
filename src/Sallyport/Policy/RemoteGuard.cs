using Sallyport.Detection;

namespace Sallyport.Policy;

/// <summary>
/// A model outside of this process, or a classifier that the operator runs in it, that is asked about texts. What it says are findings like any other: guards take them up by their kinds, and only
/// the texts are sent that some guard wants read for one of them. Immutable.
/// </summary>
public sealed record RemoteGuard
{
    internal const int LeastWindow = 200;
    internal const int MostWindow = 32_000;
    internal const double LeastTimeout = 100;
    internal const double MostTimeout = 30_000;

    /// <summary>The name, unique among the policy's remote guards.</summary>
    public required string Name { get; init; }

    /// <summary>What it speaks.</summary>
    public required RemoteProtocol Protocol { get; init; }

    /// <summary>The whole address that is called; null where the operator runs the model here (<see cref="RemoteProtocol.Onnx"/>).</summary>
    public Uri? Url { get; init; }

    /// <summary>The tenant's upstream whose credential is presented, which goes to that upstream's own scheme, host and port only; null for none.</summary>
    public string? Credential { get; init; }

    /// <summary>The model to name, or the operator's classifier; null where the protocol needs none.</summary>
    public string? Model { get; init; }

    /// <summary>What a chat model is to look for; null for a model that was made to judge and is sent the text alone.</summary>
    public string? Prompt { get; init; }

    /// <summary>What it decides.</summary>
    public required IReadOnlyList<RemoteFinding> Finds { get; init; }

    /// <summary>How long one call may take.</summary>
    /// <value>0.1 to 30 seconds. The default is 3.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How much text one call carries; a longer text is sent in overlapping stretches.</summary>
    /// <value>200 to 32,000 UTF-16 code units. The default is 1,000 for classifiers and 8,000 for the others.</value>
    public required int Window { get; init; }

    /// <summary>The detector's name in findings and records: <c>remote:</c> or <c>onnx:</c> before its own, since where a text went is what a reader of records asks first.</summary>
    public string Detector => (Protocol == RemoteProtocol.Onnx ? "onnx:" : "remote:") + Name;

    internal static int StandardWindow(RemoteProtocol protocol) => protocol is RemoteProtocol.Classifier or RemoteProtocol.Onnx ? 1_000 : 8_000;

    internal IEnumerable<FindingKind> Kinds => Finds.Select(static found => found.Kind);
}

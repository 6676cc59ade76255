namespace Sallyport.Policy;

/// <summary>What a remote guard speaks.</summary>
public enum RemoteProtocol
{
    /// <summary>OpenAI Chat Completions, answered with a verdict.</summary>
    Chat,

    /// <summary>OpenAI Moderations.</summary>
    Moderation,

    /// <summary>The <c>/predict</c> route of text-embeddings-inference: scores by label.</summary>
    Classifier,

    /// <summary>None: the operator runs the model in this process, as a classifier.</summary>
    Onnx,
}

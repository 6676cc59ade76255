using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.OpenAi;

/// <summary>An output item of a streamed response, with the parts that its events have begun.</summary>
internal sealed class ResponsesItem(int index, string type, string id, string callId, string name)
{
    /// <summary>The output index.</summary>
    public int Index => index;

    /// <summary>The item's type.</summary>
    public string Type => type;

    /// <summary>The item's id.</summary>
    public string Id => id;

    /// <summary>A call's id.</summary>
    public string CallId => callId;

    /// <summary>A call's name.</summary>
    public string Name => name;

    /// <summary>Whether the client has got the item's beginning.</summary>
    public bool IsAtClient { get; set; }

    /// <summary>Whether the client has got the item's end.</summary>
    public bool IsDoneAtClient { get; set; }

    /// <summary>The parts that the client has got, and whether each is done there.</summary>
    public SortedDictionary<int, bool> PartsAtClient { get; } = [];

    /// <summary>The channel of each part, by its number.</summary>
    public Dictionary<int, ChannelId> Parts { get; } = [];

    /// <summary>The channel of a call's arguments.</summary>
    public ChannelId Arguments => new(0, ChannelKind.ToolArguments, index);
}

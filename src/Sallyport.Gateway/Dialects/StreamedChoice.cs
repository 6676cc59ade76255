using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Tells which channel a delta continues, where the wire itself doesn't say when a text ends: a choice has one text of each kind, whatever
/// stands between its pieces, and all of them end with the choice. But reasoning is taken to be over when something else begins, since
/// else its last word would wait for the whole answer; should it go on, it is over no more (see <see cref="UnknownTexts"/> for fields that the
/// dialect doesn't know).
/// </summary>
internal sealed class StreamedChoice(int index)
{
    private readonly List<ChannelId> _open = [];
    private bool _hasThought;

    /// <summary>The choice's number.</summary>
    public int Index => index;

    /// <summary>Its texts in fields that the dialect doesn't know.</summary>
    public UnknownTexts Unknown { get; } = new(index);

    /// <summary>The channel of a delta. Channels that it ends are added to <paramref name="ended"/>.</summary>
    public ChannelId Continue(ChannelKind kind, int item, List<ChannelId> ended)
    {
        if (kind is not ChannelKind.Reasoning && !_hasThought)
        {
            EndReasoning(ended);
        }

        var channel = new ChannelId(index, kind, item);
        if (!_open.Contains(channel))
        {
            _open.Add(channel);
        }

        return channel;
    }

    /// <summary>Ends all of the choice's texts.</summary>
    public void End(List<ChannelId> ended)
    {
        ended.AddRange(_open);
        _open.Clear();
        Unknown.End(ended);
    }

    private void EndReasoning(List<ChannelId> ended)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Kind is ChannelKind.Reasoning)
            {
                ended.Add(_open[i]);
                _open.RemoveAt(i);
                _hasThought = true;
            }
        }
    }
}

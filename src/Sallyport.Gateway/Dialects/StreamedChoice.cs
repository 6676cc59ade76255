using System.Runtime.InteropServices;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Gateway.Dialects;

/// <summary>
/// Tells which channel a delta continues, where the wire itself doesn't say when a text ends. A model that goes over from one kind of text to
/// another has ended the first: nothing that is held back of it waits for the stream's end. Should it return, that is another channel
/// (<see cref="ChannelId.Part"/> counts). Tool calls end only with the choice, since calls may be interleaved.
/// </summary>
internal sealed class StreamedChoice(int index)
{
    private readonly List<ChannelId> _open = [];
    private readonly Dictionary<(ChannelKind Kind, int Item), int> _parts = [];

    /// <summary>The choice's number.</summary>
    public int Index => index;

    /// <summary>The channel of a delta. Channels that it ends are added to <paramref name="ended"/>.</summary>
    public ChannelId Continue(ChannelKind kind, int item, List<ChannelId> ended)
    {
        EndOthers(kind, ended);
        foreach (var open in _open)
        {
            if (open.Kind == kind && open.Item == item)
            {
                return open;
            }
        }

        ref var part = ref CollectionsMarshal.GetValueRefOrAddDefault(_parts, (kind, item), out _);
        var channel = new ChannelId(index, kind, item, part++);
        _open.Add(channel);
        return channel;
    }

    /// <summary>Ends the unknown texts that the last event did not continue.</summary>
    public void EndUnknown(List<ChannelId> continued, List<ChannelId> ended)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Kind is ChannelKind.Unknown && !continued.Contains(_open[i]))
            {
                ended.Add(_open[i]);
                _open.RemoveAt(i);
            }
        }
    }

    /// <summary>Ends all of the choice's texts.</summary>
    public void End(List<ChannelId> ended)
    {
        ended.AddRange(_open);
        _open.Clear();
    }

    private void EndOthers(ChannelKind kind, List<ChannelId> ended)
    {
        if (kind is ChannelKind.Unknown)
        {
            return;
        }

        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var open = _open[i];
            if (open.Kind != kind && open.Kind is not (ChannelKind.ToolArguments or ChannelKind.Unknown))
            {
                ended.Add(open);
                _open.RemoveAt(i);
            }
        }
    }
}

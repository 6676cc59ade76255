namespace Sallyport.Ledger.Verification;

/// <summary>
/// Follows the places that entries say they stand at. An entry that was removed, inserted, replaced, moved or swapped is one fault where the order
/// first breaks; the entries behind it, which all stand elsewhere than they say, are not.
/// </summary>
internal sealed class EntryPlaces(FaultList faults)
{
    private const int MostRemembered = 1000;

    // What is out of order, for the other half of a move or a swap: where each such entry was met, and which are missing.
    private readonly Dictionary<long, long> _stray = [];
    private readonly HashSet<long> _missing = [];
    private long _shift;
    private long _brokeAt = -1;
    private long? _broke;

    /// <summary>How much further the entries' own numbers are than their count: entries removed less entries inserted.</summary>
    public long Shift => _shift;

    /// <summary>Whether the order broke anywhere.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the file ends with an entry that stands elsewhere than it says, so that it can't be told how many are missing.</summary>
    public bool EndsBroken(long end) => _brokeAt >= 0 && _brokeAt == end - 1;

    /// <summary>Takes the next entry.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="named">Where it says that it stands; null where it can't be read, which was told.</param>
    public void Take(long position, long? named)
    {
        var fitting = position + _shift;
        if (_brokeAt == position - 1 && Settle(position, named, fitting))
        {
            return;
        }

        if (named == fitting)
        {
            return;
        }

        (_brokeAt, _broke) = (position, named);
        IsBroken = true;
        if (named is not { } place || IsOtherHalf(place, fitting))
        {
            return;
        }

        if (place > fitting)
        {
            Remember(fitting, place);
            faults.Add(LedgerFaultKind.OutOfPlace, fitting, place == fitting + 1
                ? $"Entry {fitting} is not there: the next one says that it is {place}."
                : $"Entries {fitting} to {place - 1} are not there: the next one says that it is {place}.");
        }
        else
        {
            faults.Add(LedgerFaultKind.OutOfPlace, fitting, $"Where entry {fitting} should be stands one that says that it is {place}: it was inserted, repeated or moved.");
        }
    }

    // The entry before did not fit. What stands behind it tells whether it came in place of another, between two, or after a gap.
    private bool Settle(long position, long? named, long fitting)
    {
        var broke = _broke;
        (_brokeAt, _broke) = (-1, null);
        if (broke is { } stray && _stray.Count < MostRemembered)
        {
            _stray[stray] = fitting - 1;
        }

        if (named == fitting || (broke == fitting && named == fitting - 1))
        {
            return true;
        }

        if (named is { } place && (place == fitting - 1 || place == broke + 1))
        {
            _shift = place - position;
            return true;
        }

        return false;
    }

    private bool IsOtherHalf(long place, long fitting) =>
        _stray.ContainsKey(place) || (_stray.TryGetValue(fitting, out var met) && (met == place || place == fitting + 1)) || _missing.Remove(place);

    private void Remember(long first, long end)
    {
        for (var entry = first; entry < end && _missing.Count < MostRemembered; entry++)
        {
            _missing.Add(entry);
        }
    }
}

namespace Sallyport.Text.Views;

/// <summary>
/// Which readers to open for a text: the one place where views are composed. They form a tree of at most <see cref="MaxDepth"/> levels:
/// the original is folded, decoded and deobfuscated; a folded or decoded text again (escapes within escapes, a disguised text within base64); a deobfuscated one is read no further.
/// Below the last level, what could be folded or decoded still is <see cref="ViewKinds.Layered"/>: not to be read, but to be known of.
/// Each reader emits only what differs, so a branch ends where nothing does.
/// </summary>
public static class ViewReaders
{
    /// <summary>How deep a nest of encodings is followed. The original is at depth 0.</summary>
    public const int MaxDepth = 3;

    /// <summary>Opens the readers of a text.</summary>
    /// <param name="wanted">The kinds of view that some detector asks for.</param>
    /// <param name="source">The kind of the text to be read: <see cref="ViewKinds.Original"/> or the view's one kind.</param>
    /// <param name="depth">The depth of that text in the tree, 0 for the original.</param>
    /// <returns>The readers, to be disposed of by the caller; none where the tree ends.</returns>
    public static IReadOnlyList<ViewReader> For(ViewKinds wanted, ViewKinds source, int depth)
    {
        var isKnownOfOnly = depth == MaxDepth && (wanted & ViewKinds.Layered) != 0;
        if ((depth >= MaxDepth && !isKnownOfOnly) || source is ViewKinds.Deobfuscated or ViewKinds.Layered)
        {
            return [];
        }

        if (isKnownOfOnly)
        {
            return [new FoldReader(ViewKinds.Layered), new DecodeReader(ViewKinds.Layered)];
        }

        var readers = new List<ViewReader>(3);
        if ((wanted & (ViewKinds.Folded | ViewKinds.Layered)) != 0)
        {
            readers.Add(new FoldReader());
        }

        if ((wanted & (ViewKinds.Decoded | ViewKinds.Layered)) != 0)
        {
            readers.Add(new DecodeReader());
        }

        if ((wanted & ViewKinds.Deobfuscated) != 0)
        {
            readers.Add(new DeobfuscatedReader());
        }

        return readers;
    }
}

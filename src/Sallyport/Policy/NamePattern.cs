namespace Sallyport.Policy;

/// <summary>A name in which <c>*</c> stands for any run of characters, none included. Case counts. No other character is special.</summary>
public sealed class NamePattern : IEquatable<NamePattern>
{
    // Parts between the stars, so that matching is a search for each in turn.
    private readonly string[] _parts;

    /// <summary>Creates a pattern.</summary>
    /// <param name="text">The pattern; a name without a star matches only itself.</param>
    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether all of <paramref name="name"/> matches.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        var first = _parts[0];
        if (_parts.Length == 1)
        {
            return name.SequenceEqual(first);
        }

        var last = _parts[^1];
        if (name.Length < first.Length + last.Length
            || !name.StartsWith(first, StringComparison.Ordinal)
            || !name.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // The leftmost place for each inner part leaves the most room for the next.
        var rest = name[first.Length..^last.Length];
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(NamePattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Text;
}

using System.Globalization;
using System.Text;

namespace Sallyport.Documents.Plain;

/// <summary>An object or array that is being read.</summary>
/// <param name="path">Where it stands; empty for the whole document.</param>
/// <param name="isArray">Whether its values have numbers for names.</param>
internal sealed class JsonFrame(string path, bool isArray)
{
    private int _next;

    /// <summary>Where it stands.</summary>
    public string Path => path;

    /// <summary>The property of the document that it belongs to, as a heading.</summary>
    public string? Section => path.IndexOfAny(['.', '[']) switch
    {
        0 => null,
        var end and > 0 => path[..Math.Min(DocumentLimits.HeadingLength, end)],
        _ => path.Length == 0 ? null : path[..Math.Min(DocumentLimits.HeadingLength, path.Length)],
    };

    /// <summary>Lines of values that no passage has yet.</summary>
    public StringBuilder Lines { get; } = new();

    /// <summary>The path of a nested object or array.</summary>
    /// <param name="name">Its property's name; of no concern in an array.</param>
    public string PathOf(string name) => isArray
        ? string.Create(CultureInfo.InvariantCulture, $"{Shown}[{_next++}]")
        : path.Length == 0 ? name : $"{Shown}.{name}";

    /// <summary>What begins a value's line.</summary>
    public string LineStart(string name)
    {
        if (!isArray)
        {
            return name.Length > 0 ? name + ": " : "";
        }

        _next++;
        return "- ";
    }

    // A path grows with each level; names of any length must not make it quadratic.
    private string Shown => path.Length <= 2 * DocumentLimits.HeadingLength ? path : "…" + path[^DocumentLimits.HeadingLength..];
}

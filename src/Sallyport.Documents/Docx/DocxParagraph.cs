using System.Text;
using Sallyport.Documents.Styling;

namespace Sallyport.Documents.Docx;

/// <summary>A paragraph that is being read.</summary>
/// <param name="look">What its style says of runs.</param>
/// <param name="fill">What its cell is filled with.</param>
internal sealed class DocxParagraph(RunLook look, Shade fill)
{
    /// <summary>What is seen of it.</summary>
    public StringBuilder Visible { get; } = new();

    /// <summary>What isn't.</summary>
    public StringBuilder Hidden { get; } = new();

    /// <summary>What its style says of runs.</summary>
    public RunLook Look { get; set; } = look;

    /// <summary>What is said of the run that is being read.</summary>
    public RunLook Run { get; set; } = look;

    /// <summary>What it is filled with.</summary>
    public Shade Fill { get; set; } = fill;

    /// <summary>The level of its heading, or null.</summary>
    public int? Level { get; set; }

    /// <summary>Whether it stands off the page.</summary>
    public bool IsAway { get; set; }
}

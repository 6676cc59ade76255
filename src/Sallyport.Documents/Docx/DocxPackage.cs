using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace Sallyport.Documents.Docx;

/// <summary>
/// The parts of a Word document (OPC, ECMA-376 part 2), opened one by one within bounds: entries, what each one declares and what it actually expands to, ratio, and everything together. An archive within it is never opened.
/// XML is read without DTDs and without anything from outside.
/// </summary>
internal sealed class DocxPackage : IDisposable
{
    private const int MostEntries = 10_000;
    private const long MostExpanded = 256L << 20;
    private const long FreeExpanded = 4L << 20;
    private const int MostRatio = 200;
    private const int EndRecordLength = 22;
    private const int LongestComment = 65_535;
    private const string Relationships = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string MainType = "/officeDocument";

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private long _expanded;

    /// <summary>Opens a package.</summary>
    /// <exception cref="DocumentFaultException">It is damaged, encrypted, or a bomb.</exception>
    public DocxPackage(ReadOnlyMemory<byte> bytes)
    {
        CheckEntryCount(bytes.Span);
        _archive = new ZipArchive(new MemoryStream(bytes.ToArray(), writable: false), ZipArchiveMode.Read);
        foreach (var entry in _archive.Entries)
        {
            // Readers differ about which of two counts.
            if (!_entries.TryAdd(entry.FullName, entry))
            {
                throw new DocumentFaultException(DocumentFault.BrokenDocx);
            }
        }

        Main = Related("", static type => type.EndsWith(MainType, StringComparison.Ordinal)).FirstOrDefault()
            ?? throw new DocumentFaultException(_entries.ContainsKey("EncryptedPackage") ? DocumentFault.EncryptedDocx : DocumentFault.NameAndContentDiffer);
    }

    /// <summary>The main part's name.</summary>
    public string Main { get; }

    /// <summary>The parts that one is related to by a type that ends so.</summary>
    /// <param name="part">Its name; empty for the package.</param>
    /// <param name="isWanted">Told the relationship's type.</param>
    public IEnumerable<string> Related(string part, Func<string, bool> isWanted)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        var relations = $"{folder}_rels/{part[folder.Length..]}.rels";
        if (!_entries.ContainsKey(relations))
        {
            return [];
        }

        var targets = new List<string>();
        using var reader = Open(relations);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Relationship" && reader.NamespaceURI == Relationships
                && reader.GetAttribute("TargetMode") != "External" && reader.GetAttribute("Type") is { } type && isWanted(type) && reader.GetAttribute("Target") is { } target)
            {
                targets.Add(target.StartsWith('/') ? target[1..] : folder + target);
            }
        }

        return targets;
    }

    /// <summary>Whether there is such a part.</summary>
    public bool Has(string part) => _entries.ContainsKey(part);

    /// <summary>Opens a part as XML.</summary>
    public XmlReader Open(string part)
    {
        if (!_entries.TryGetValue(part, out var entry))
        {
            throw new DocumentFaultException(DocumentFault.BrokenDocx);
        }

        if (entry.Length > MostExpanded || (entry.Length > FreeExpanded && entry.Length / Math.Max(1, entry.CompressedLength) > MostRatio))
        {
            throw new DocumentFaultException(DocumentFault.ZipBomb);
        }

        var allowed = Math.Max(FreeExpanded, Math.Min(MostExpanded, entry.CompressedLength * MostRatio));
        return XmlReader.Create(
            new BoundedStream(entry.Open(), allowed, Count),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true });
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    private void Count(int bytes)
    {
        _expanded += bytes;
        if (_expanded > MostExpanded)
        {
            throw new DocumentFaultException(DocumentFault.ZipBomb);
        }
    }

    // The framework's reader makes an object of each entry, so their number is read before it sees the archive: APPNOTE.TXT 4.3.16, end of central directory record.
    private static void CheckEntryCount(ReadOnlySpan<byte> bytes)
    {
        var tail = bytes[Math.Max(0, bytes.Length - EndRecordLength - LongestComment)..];
        var at = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || tail.Length - at < EndRecordLength)
        {
            throw new DocumentFaultException(DocumentFault.BrokenDocx);
        }

        // ZIP64 marks its number by 65,535.
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 10)..]);
        var directory = BinaryPrimitives.ReadUInt32LittleEndian(tail[(at + 12)..]);
        if (entries > MostEntries || directory > MostEntries * 1024L)
        {
            throw new DocumentFaultException(DocumentFault.ZipBomb);
        }
    }
}

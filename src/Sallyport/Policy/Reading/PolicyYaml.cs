using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Policy.Reading;

/// <summary>
/// Reads YAML into nodes with places. Bounded in size, depth and count; anchors, aliases, tags, duplicate keys and a second document
/// are refused, so that a policy means the same to every reader of the file. Reading goes on after each of these mistakes.
/// </summary>
internal sealed class PolicyYaml
{
    /// <summary>UTF-16 code units.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxDepth = 12;
    private const int MaxNodes = 20_000;

    private readonly Parser _parser;
    private readonly PolicyProblems _problems;
    private int _nodes;

    private PolicyYaml(string text, PolicyProblems problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    /// <summary>The root, or null where nothing could be read; the reason is in <paramref name="problems"/> then.</summary>
    public static PolicyNode? Parse(string text, PolicyProblems problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Error(1, 1, $"The file has {text.Length:N0} characters; at most {MaxLength:N0} are read.");
            return null;
        }

        try
        {
            return new PolicyYaml(text, problems).ReadDocument();
        }
        catch (YamlException e) when (e.Message.Contains("tab", StringComparison.Ordinal) && IndentedByTab(text) is var line and > 0)
        {
            problems.Error(line, 1, "This is not YAML: a tab indents this line.", "Indent with spaces.");
            return null;
        }
        catch (YamlException e)
        {
            problems.Error(Place(e.Start.Line), Place(e.Start.Column), $"This is not YAML: {e.Message}", "Often an indentation, a missing space after ':' or an unclosed quote on the line above.");
            return null;
        }
    }

    private PolicyNode? ReadDocument()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
        {
            _problems.Error(1, 1, "The file is empty.", "Begin with 'version: 1'.");
            return null;
        }

        _parser.MoveNext();
        var root = ReadNode(depth: 0);
        if (root is null)
        {
            return null;
        }

        // On the document's end now; a second document or the stream's end follows.
        _parser.MoveNext();
        if (_parser.Current is DocumentStart second)
        {
            _problems.Error(Place(second.Start.Line), Place(second.Start.Column), "A policy is one YAML document; a second one begins here.");
        }

        return root;
    }

    // Leaves the parser on the event after the node. Null: a bound was passed, and reading ends.
    private PolicyNode? ReadNode(int depth)
    {
        var current = _parser.Current!;
        var line = Place(current.Start.Line);
        var column = Place(current.Start.Column);
        if (depth > MaxDepth)
        {
            _problems.Error(line, column, $"Nested deeper than {MaxDepth} levels; no policy needs that.");
            return null;
        }

        if (++_nodes > MaxNodes)
        {
            _problems.Error(line, column, $"More than {MaxNodes:N0} values; the rest was not read.");
            return null;
        }

        if (current is AnchorAlias)
        {
            _parser.MoveNext();
            _problems.Error(line, column, "Aliases (*name) are not part of the policy language.", "Write the value out where it is used.");
            return new(PolicyNode.Shape.Broken, line, column);
        }

        ReportAnchorOrTag((NodeEvent)current, line, column);
        return current switch
        {
            Scalar scalar => ReadScalar(scalar, line, column),
            SequenceStart => ReadList(depth, line, column),
            _ => ReadMap(depth, line, column),
        };
    }

    private PolicyNode ReadScalar(Scalar scalar, int line, int column)
    {
        _parser.MoveNext();
        return new(PolicyNode.Shape.Scalar, line, column) { Text = scalar.Value, IsPlain = scalar.Style == ScalarStyle.Plain };
    }

    private PolicyNode? ReadList(int depth, int line, int column)
    {
        var list = new PolicyNode(PolicyNode.Shape.List, line, column);
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is not { } item)
            {
                return null;
            }

            list.Items.Add(item);
        }

        _parser.MoveNext();
        return list;
    }

    private PolicyNode? ReadMap(int depth, int line, int column)
    {
        var map = new PolicyNode(PolicyNode.Shape.Map, line, column);
        var seen = new Dictionary<string, PolicyNode>(StringComparer.Ordinal);
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not { } key || ReadNode(depth + 1) is not { } value)
            {
                return null;
            }

            if (key.Kind != PolicyNode.Shape.Scalar)
            {
                _problems.Error(key, "A key is a single word here.");
            }
            else if (seen.TryGetValue(key.Text, out var first))
            {
                _problems.Error(key, $"'{PolicyProblems.Quote(key.Text)}' stands here twice; it was first given on line {first.Line}.", "Keep one of them.");
            }
            else
            {
                seen.Add(key.Text, key);
                map.Entries.Add((key, value));
            }
        }

        _parser.MoveNext();
        return map;
    }

    private void ReportAnchorOrTag(NodeEvent node, int line, int column)
    {
        if (!node.Anchor.IsEmpty)
        {
            _problems.Error(line, column, "Anchors (&name) are not part of the policy language.", "Write the value out where it is used.");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            _problems.Error(line, column, "Tags (!name) are not part of the policy language.", "Leave the tag out.");
        }
    }

    /// <summary>The first line that a tab indents, from 1; 0 where there is none. The parser names the line before which it begins to matter.</summary>
    private static int IndentedByTab(string text)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            line++;
            var indent = content[..(content.Length - content.TrimStart(" \t").Length)];
            if (indent.Contains('\t') && indent.Length < content.Length)
            {
                return line;
            }
        }

        return 0;
    }

    private static int Place(long position) => (int)Math.Clamp(position, 1, int.MaxValue);
}

using System.Buffers;
using Microsoft.Extensions.AI;
using Sallyport.Detection;
using Sallyport.Pipeline;
using Sallyport.Text;

namespace Sallyport.Hosting;

/// <summary>Guards texts of an answer that come whole: arguments, names, results, properties. Not safe for concurrent use.</summary>
internal sealed class OutputValues(ExchangeScope scope, InspectionScope inspection, ReportBuilder report)
{
    /// <summary>Guards a text.</summary>
    /// <returns>The guard that blocks it; null where it leaves, as <paramref name="left"/>.</returns>
    public string? GuardText(string? text, ChannelKind kind, out string? left)
    {
        left = text;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var restores = kind != ChannelKind.ToolArguments || scope.Policy.Document.RestoresMasksInToolArguments;
        using var channel = new OutputChannel(scope.Plans.ForOutput(kind), inspection, scope.Masks, restores, scope.Allowance);
        channel.Guard.Append(text);
        channel.Complete(report);
        if (channel.Guard.Cut is { } cut)
        {
            return cut.Guard;
        }

        if (channel.Guard.Edits.Count > 0)
        {
            var edited = new ArrayBufferWriter<char>(text.Length);
            channel.Guard.Write(0, text.Length, edited);
            left = new(edited.WrittenSpan);
        }

        return null;
    }

    /// <summary>Guards a text that has to stay as it is.</summary>
    /// <returns>The guard that blocks it or wants it edited; null where it leaves.</returns>
    public string? GuardName(string? name, ChannelKind kind)
    {
        var guard = GuardText(name, kind, out var left);
        return guard ?? (left == name ? null : EditingGuard(kind));
    }

    /// <summary>Guards all texts in a value.</summary>
    /// <returns>The guard that blocks it; null where it leaves, edited by <paramref name="set"/> if need be.</returns>
    public string? GuardValue(object? value, ChannelKind kind, Action<object?> set)
    {
        string? guard = null;
        var finish = new List<Action>();
        ValueTexts.Visit(
            value,
            set,
            (text, replace) =>
            {
                if (replace is null)
                {
                    guard ??= GuardName(text, kind);
                    return;
                }

                var blocking = GuardText(text, kind, out var left);
                guard ??= blocking;
                if (left != text)
                {
                    replace(left!);
                }
            },
            () => guard ??= Gap(Form.Binary, kind),
            finish);
        foreach (var step in finish)
        {
            step();
        }

        return guard;
    }

    /// <summary>Counts something that no detector reads.</summary>
    /// <returns>The guard that blocks it; null where it passes.</returns>
    public string? Gap(Form form, ChannelKind kind)
    {
        var guard = scope.Plans.ForOutput(kind).Coverage.GuardAgainst(form);
        report.AddOutput(FindingTally.None, guard is null ? Coverage.Uninspectable : Coverage.Blocked);
        return guard;
    }

    /// <summary>A copy of properties. What can't be read, or would have to be blocked, is left out of it.</summary>
    public AdditionalPropertiesDictionary? GuardProperties(AdditionalPropertiesDictionary? properties)
    {
        if (properties is null)
        {
            return null;
        }

        var copy = new AdditionalPropertiesDictionary();
        foreach (var (name, value) in properties)
        {
            var guarded = value;
            if (GuardName(name, ChannelKind.Unknown) is null && GuardValue(value, ChannelKind.Unknown, edited => guarded = edited) is null)
            {
                copy[name] = guarded;
            }
        }

        return copy;
    }

    // A name that a guard would edit is blocked under the strictest guard that acts there; the report holds the finding itself.
    private string EditingGuard(ChannelKind kind) => scope.Plans.ForOutput(kind).Coverage.GuardAgainst(Form.Binary) ?? "names";
}

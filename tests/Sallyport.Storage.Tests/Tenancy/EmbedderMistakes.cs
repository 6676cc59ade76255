using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Storage.Tests.Tenancy;

/// <summary>Settings of embedders that are out of range, each with a word of what is said of it.</summary>
public static class EmbedderMistakes
{
    private static readonly EmbedderSettings Settings = new() { Upstream = "embed", Model = "embed-small", Dimensions = 1536 };

    public static TheoryData<string, EmbedderSettings> All => new()
    {
        { "model", Settings with { Model = "" } },
        { "model", Settings with { Model = "two words" } },
        { "model", Settings with { Model = new string('m', 101) } },
        { "upstream", Settings with { Upstream = "no such/name" } },
        { "dimensions", Settings with { Dimensions = 0 } },
        { "dimensions", Settings with { Dimensions = 16_385 } },
        { "window", Settings with { WindowLength = 99 } },
        { "texts", Settings with { BatchSize = 2_049 } },
        { "minutes", Settings with { Timeout = TimeSpan.Zero } },
        { "minutes", Settings with { Timeout = TimeSpan.FromMinutes(11) } },
        { "prefix", Settings with { DocumentPrefix = "\0" } },
        { "prefix", Settings with { QueryPrefix = "\uD800" } },
        { "prefix", Settings with { QueryPrefix = new string('p', 1_001) } },
    };
}

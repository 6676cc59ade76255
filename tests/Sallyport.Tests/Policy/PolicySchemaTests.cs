using System.Runtime.CompilerServices;
using System.Text.Json;
using Sallyport.Policy;
using Sallyport.Policy.Reading;
using Xunit;

namespace Sallyport.Tests.Policy;

public sealed class PolicySchemaTests
{
    [Fact]
    public void Json_IsTheCommittedFile()
    {
        var path = Path.Combine(Reference(), "policy.schema.json");
        if (Environment.GetEnvironmentVariable("SALLYPORT_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(path, PolicySchema.Json);
        }

        Assert.Equal(File.ReadAllText(path), PolicySchema.Json);
    }

    [Fact]
    public void Json_IsJson()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Json);

        Assert.Equal("object", schema.RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public void Json_FieldThatNoPolicyCanAllow_IsMarkedByEditors()
    {
        using var schema = JsonDocument.Parse(PolicySchema.Json);

        var pattern = schema.RootElement.GetProperty("properties").GetProperty("provider_state").GetProperty("anyOf")[0].GetProperty("pattern").GetString()!;
        Assert.DoesNotMatch(pattern, "previous_response_id");
        Assert.Matches(pattern, "previous_response_ids");
        Assert.Matches(pattern, "item_reference");
    }

    [Fact]
    public void Reference_NamesEveryKey()
    {
        var text = File.ReadAllText(Path.Combine(Reference(), "policy.md"));

        Assert.All(PolicyFormat.Root.Fields, field => Assert.Contains($"`{field.Name}`", text, StringComparison.Ordinal));
        Assert.All(PolicyFormat.Guard.Fields, field => Assert.Contains($"`{field.Name}`", text, StringComparison.Ordinal));
        Assert.All(PolicyFormat.RemoteGuard.Fields, field => Assert.Contains($"`{field.Name}`", text, StringComparison.Ordinal));
        Assert.All(PolicyFormat.Exception.Fields, field => Assert.Contains($"`{field.Name}`", text, StringComparison.Ordinal));
    }

    private static string Reference([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/reference"));
}

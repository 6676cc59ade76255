using System.Text.Json;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>What an auditor reads of the library in a tenant's ledger.</summary>
public sealed class RetrievalLedgerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_Attached_NamesTheLabelsThatEachFileHasNow()
    {
        await using var server = await SallyportProcess.ServeAsync();
        var caller = await RetrievalCaller.OpenAsync(server);
        var (store, kept) = await caller.IngestAsync("a.txt", "The gate opens at dawn.", """["hr","board"]""");
        var (open, board) = (await caller.UploadAsync("b.txt", "Lunch is at noon."), await caller.UploadAsync("c.txt", "Pay is due in May."));

        using var together = await caller.SendAsync(HttpMethod.Post, $"vector_stores/{store}/file_batches", $$"""{"file_ids":["{{open}}","{{board}}"],"labels":["hr"]}""");
        using var apart = await caller.SendAsync(
            HttpMethod.Post,
            $"vector_stores/{store}/file_batches",
            $$"""{"files":[{"file_id":"{{kept}}"},{"file_id":"{{open}}","labels":[]},{"file_id":"{{board}}","labels":["board","hr"]}]}""");
        var entries = await SallyportProcess.UntilAsync(() => AttachedAsync(server), static entries => entries.Count >= 3);

        var (first, second) = (await RetrievalCaller.IdAsync(together), await RetrievalCaller.IdAsync(apart));
        Assert.Equal([first, second, second], entries.Select(static entry => entry.Batch));
        Assert.Equal(
            [($"{open} {board}", "hr"), ($"{kept} {board}", "hr board"), (open, "")],
            entries.Select(static entry => (entry.Files, entry.Labels)));
    }

    [Fact]
    public async Task Store_CreatedWithFiles_NamesThem()
    {
        await using var server = await SallyportProcess.ServeAsync();
        var caller = await RetrievalCaller.OpenAsync(server);
        var (open, board) = (await caller.UploadAsync("b.txt", "Lunch is at noon."), await caller.UploadAsync("c.txt", "Pay is due in May."));

        using var created = await caller.SendAsync(HttpMethod.Post, "vector_stores", $$"""{"file_ids":["{{open}}","{{board}}"]}""");
        var entries = await SallyportProcess.UntilAsync(() => AttachedAsync(server), static entries => entries.Count >= 1);

        Assert.True(created.IsSuccessStatusCode);
        Assert.Equal(($"{open} {board}", ""), entries.Select(static entry => (entry.Files, entry.Labels)).Single());
    }

    private static async Task<List<(string Batch, string Files, string Labels)>> AttachedAsync(SallyportProcess server)
    {
        var file = Path.Combine(server.Folder, "ledger.jsonl");
        var (code, _, error) = await SallyportProcess.RunAsync("ledger", "export", "default", file, "--data", server.Data, "--force");
        Assert.True(code == 0, error);
        var found = new List<(string, string, string)>();
        foreach (var line in await File.ReadAllLinesAsync(file, Cancel))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("entry", out var entry) && entry.TryGetProperty("kind", out var kind) && kind.ValueEquals("retrieval.files_attached"))
            {
                var facts = entry.GetProperty("facts");
                found.Add((facts.GetProperty("batch").GetString()!, ListOf(facts, "files"), ListOf(facts, "labels")));
            }
        }

        return found;
    }

    private static string ListOf(JsonElement facts, string name) => string.Join(' ', facts.GetProperty(name).EnumerateArray().Select(static item => item.GetString()));
}

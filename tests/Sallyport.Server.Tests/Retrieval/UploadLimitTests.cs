using System.Net;
using System.Text.Json;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>What may be uploaded at most, one file and all of a tenant's.</summary>
public sealed class UploadLimitTests
{
    private const int Megabyte = 1 << 20;
    private const int FileWeight = 4096;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_LargerThanTheOperatorAllows_IsRefusedAndOneOfThatSizeIsNot()
    {
        await using var server = await SallyportProcess.ServeWithAsync(new() { ["SALLYPORT_UPLOAD_MEGABYTES"] = "1" });
        var caller = await RetrievalCaller.OpenAsync(server);

        using var whole = await UploadAsync(caller, Megabyte);
        using var refused = await UploadAsync(caller, Megabyte + 1);

        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (refused.StatusCode, await CodeAsync(refused)));
    }

    [Fact]
    public async Task Tenant_ThatKeepsAsMuchAsItMay_IsToldSoUntilSomethingIsDeleted()
    {
        await using var server = await SallyportProcess.ServeAsync();
        var caller = await RetrievalCaller.OpenAsync(server);
        var (changed, _, error) = await SallyportProcess.RunAsync("tenant", "change", "default", "--stored-megabytes", "2", "--data", server.Data);
        Assert.True(changed == 0, error);
        using var first = await UploadAsync(caller, Megabyte);

        // The running server knows the limit within a second.
        using var full = await SallyportProcess.UntilAsync(
            async () =>
            {
                var answer = await UploadAsync(caller, (2 * Megabyte) - 10);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    using var _ = await caller.SendAsync(HttpMethod.Delete, "files/" + await RetrievalCaller.IdAsync(answer));
                }

                return answer;
            },
            static answer => answer.StatusCode != HttpStatusCode.OK);
        using var second = await UploadAsync(caller, Megabyte - (2 * FileWeight));
        using var third = await UploadAsync(caller, 0);
        using var deleted = await caller.SendAsync(HttpMethod.Delete, "files/" + await RetrievalCaller.IdAsync(first));
        using var again = await UploadAsync(caller, Megabyte);

        Assert.Equal((HttpStatusCode.Forbidden, "storage_limit_exceeded"), (full.StatusCode, await CodeAsync(full)));
        Assert.Equal(["false"], full.Headers.GetValues("x-should-retry"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (second.StatusCode, third.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (deleted.StatusCode, again.StatusCode));
    }

    private static Task<HttpResponseMessage> UploadAsync(RetrievalCaller caller, int length) => caller.PostFileAsync("a.bin", new byte[length]);

    private static async Task<string> CodeAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }
}

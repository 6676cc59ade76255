using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace Sallyport.Server.Tests.Retrieval;

/// <summary>What may be uploaded at most, one file and all of a tenant's.</summary>
public sealed class UploadLimitTests
{
    private const int Megabyte = 1 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_LargerThanTheOperatorAllows_IsRefusedAndOneOfThatSizeIsNot()
    {
        await using var server = await SallyportProcess.ServeWithAsync(new() { ["SALLYPORT_UPLOAD_MEGABYTES"] = "1" });
        var key = await KeyAsync(server);

        using var whole = await UploadAsync(server, key, Megabyte);
        using var refused = await UploadAsync(server, key, Megabyte + 1);

        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (refused.StatusCode, await CodeAsync(refused)));
    }

    [Fact]
    public async Task Tenant_ThatKeepsAsMuchAsItMay_IsToldSoUntilSomethingIsDeleted()
    {
        await using var server = await SallyportProcess.ServeAsync();
        var key = await KeyAsync(server);
        var (changed, _, error) = await SallyportProcess.RunAsync("tenant", "change", "default", "--stored-megabytes", "2", "--data", server.Data);
        Assert.True(changed == 0, error);
        using var client = ClientOf(server, key);
        using var first = await UploadAsync(server, key, Megabyte);

        // The running server knows the limit within a second.
        using var full = await SallyportProcess.UntilAsync(
            async () =>
            {
                var answer = await UploadAsync(server, key, (2 * Megabyte) - 10);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    using var _ = await client.DeleteAsync("v1/files/" + await IdAsync(answer), Cancel);
                }

                return answer;
            },
            static answer => answer.StatusCode != HttpStatusCode.OK);
        using var second = await UploadAsync(server, key, Megabyte);
        using var third = await UploadAsync(server, key, 1);
        using var deleted = await client.DeleteAsync("v1/files/" + await IdAsync(first), Cancel);
        using var again = await UploadAsync(server, key, Megabyte);

        Assert.Equal((HttpStatusCode.Forbidden, "storage_limit_exceeded"), (full.StatusCode, await CodeAsync(full)));
        Assert.Equal(["false"], full.Headers.GetValues("x-should-retry"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (second.StatusCode, third.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (deleted.StatusCode, again.StatusCode));
    }

    private static async Task<string> KeyAsync(SallyportProcess server)
    {
        var made = await SallyportProcess.RunAsync("key", "create", "default", "--scopes", "ingest,retrieve", "--data", server.Data, "--json");
        using var json = JsonDocument.Parse(made.Output);
        var key = json.RootElement.GetProperty("api_key").GetString()!;
        using var client = ClientOf(server, key);
        await SallyportProcess.UntilAsync(async () => (await client.GetAsync("v1/files", Cancel)).IsSuccessStatusCode, static known => known);
        return key;
    }

    private static async Task<HttpResponseMessage> UploadAsync(SallyportProcess server, string key, int length)
    {
        using var client = ClientOf(server, key);
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new ByteArrayContent(new byte[length]), "file", "a.bin" } };
        return await client.PostAsync("v1/files", form, Cancel);
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static HttpClient ClientOf(SallyportProcess server, string key)
    {
        var client = new HttpClient { BaseAddress = server.Listen };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}

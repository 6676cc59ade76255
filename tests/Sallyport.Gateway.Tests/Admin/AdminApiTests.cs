using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Ledger.Verification;
using Sallyport.TestKit.Providers;
using Xunit;

namespace Sallyport.Gateway.Tests.Admin;

public sealed class AdminApiTests
{
    [Fact]
    public async Task Tenant_CreatedSuspendedAndDeleted_IsShownAsSuch()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        var created = await admin.CallAsync(HttpMethod.Post, "/tenants", """{"name":"api-made","settings":{"concurrency":3,"strict_ledger":true}}""", HttpStatusCode.Created);
        await admin.CallAsync(HttpMethod.Post, "/tenants", """{"name":"api-made"}""", HttpStatusCode.Conflict);
        await admin.CallAsync(HttpMethod.Put, "/tenants/api-made/settings", """{"recording":true}""");
        var suspended = await admin.CallAsync(HttpMethod.Post, "/tenants/api-made/suspend");
        var resumed = await admin.CallAsync(HttpMethod.Post, $"/tenants/{created["id"]}/resume");
        var listed = await admin.CallAsync(HttpMethod.Get, "/tenants");
        await admin.CallAsync(HttpMethod.Delete, "/tenants/api-made", null, HttpStatusCode.NoContent);
        await admin.CallAsync(HttpMethod.Get, "/tenants/api-made", null, HttpStatusCode.NotFound);

        Assert.Equal(3, (long)created["settings"]!["concurrency"]!);
        Assert.Equal("suspended", (string?)suspended["state"]);
        Assert.Equal("active", (string?)resumed["state"]);
        Assert.True((bool)resumed["settings"]!["recording"]!);
        Assert.Contains(listed["tenants"]!.AsArray(), tenant => (string?)tenant!["name"] == "api-made");
    }

    [Theory]
    [InlineData("""{"nme":"b"}""", "The field 'nme' is none of this call's. The fields are: name, settings.")]
    [InlineData("""{"name":"b","settings":{"recording":true,"x":1}}""", "The field 'settings.x' is none of this call's. The fields are: requests_per_minute,")]
    [InlineData("""{"name":"b","settings":{"recording":"yes"}}""", "The field 'settings.recording' has to be true or false.")]
    [InlineData("""{"name":"b","settings":{"concurrency":"many"}}""", "The field 'settings.concurrency' has to be a whole number.")]
    [InlineData("""{"name":7}""", "The field 'name' has to be a text.")]
    [InlineData("""{"name":null}""", "The field 'name' may not be null.")]
    [InlineData("{}", "The body lacks what it needs: 'name'.")]
    [InlineData("""{"name":"a","name":"b"}""", "stands there twice.")]
    [InlineData("[]", "The body has to be an object.")]
    [InlineData("{", "The body is no JSON: it can't be read from line 1, byte 2 on.")]
    [InlineData("", "The request needs a JSON body. The fields are: name, settings.")]
    public async Task Body_ThatCannotBeRead_IsExplainedInWordsOfTheCall(string body, string detail)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        var problem = await admin.CallAsync(HttpMethod.Post, "/tenants", body, HttpStatusCode.BadRequest);

        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal("malformed", (string?)problem["code"]);
        Assert.DoesNotContain("System", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Sallyport", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problem_OfEachKind_HasOneForm()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var tenant = $"/tenants/{gateway.Tenant.Id}";

        JsonNode[] problems =
        [
            await admin.CallAsync(HttpMethod.Get, "/nothing", null, HttpStatusCode.NotFound),
            await admin.CallAsync(HttpMethod.Patch, "/tenants", null, HttpStatusCode.MethodNotAllowed),
            await admin.CallAsync(HttpMethod.Get, "/tenants/no-such-tenant", null, HttpStatusCode.NotFound),
            await admin.CallAsync(HttpMethod.Get, "/exchanges/nonsense", null, HttpStatusCode.NotFound),
            await admin.CallAsync(HttpMethod.Get, $"{tenant}/ledger/entries?count=many", null, HttpStatusCode.BadRequest),
            await admin.CallAsync(HttpMethod.Post, $"{tenant}/policies", """{"text":"x"}""", HttpStatusCode.BadRequest),
        ];

        Assert.All(problems, static problem =>
        {
            Assert.Equal(["type", "title", "status", "code", "detail"], problem!.AsObject().Select(static field => field.Key).Take(5));
            Assert.NotEmpty((string)problem["code"]!);
            Assert.NotEmpty((string)problem["detail"]!);
        });
        Assert.Contains("/openapi/admin-v1.json", (string?)problems[0]["detail"], StringComparison.Ordinal);
        Assert.Contains("GET, POST", (string?)problems[1]["detail"], StringComparison.Ordinal);
        Assert.Equal("The parameter 'count' is 'many', which can't be read.", (string?)problems[4]["detail"]);
    }

    [Fact]
    public async Task Problem_WithQuotedWords_IsReadableInATerminal()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);

        using var response = await admin.Http.GetAsync("/admin/v1/tenants/no-such-tenant", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("There is no tenant 'no-such-tenant'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_CreatedRotatedAndRevoked_WorksAtOnceAndShowsItsSecretOnce()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json("{}"), FakeAnswer.Json("{}"), FakeAnswer.Json("{}"));
        await using var gateway = await TestGateway.StartAsync(provider.Address);
        using var admin = new AdminClient(gateway.Admin);
        var keys = $"/tenants/{gateway.Tenant.Id}/keys";

        var created = await admin.CallAsync(HttpMethod.Post, keys, """{"scopes":["infer","retrieve"],"agent":"bot","clearances":["legal","board"]}""", HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, created));
        var rotated = await admin.CallAsync(HttpMethod.Post, $"{keys}/{created["id"]}/rotate", """{"overlap_seconds":60}""", HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, await ChatAsync(gateway, rotated));
        await admin.CallAsync(HttpMethod.Delete, $"{keys}/{created["id"]}", null, HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.Unauthorized, await ChatAsync(gateway, created));
        var listed = await admin.CallAsync(HttpMethod.Get, keys);

        Assert.DoesNotContain((string)rotated["api_key"]!, listed.ToJsonString());
        Assert.Equal((string?)created["id"], (string?)rotated["replaces"]);
        Assert.All(listed["keys"]!.AsArray().Take(2), static key => Assert.Equal(["legal", "board"], key!["clearances"]!.AsArray().Select(static label => (string?)label)));
        await admin.CallAsync(HttpMethod.Post, keys, """{"scopes":["everything"]}""", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Post, keys, """{"clearances":["no spaces"]}""", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Post, $"{keys}/{rotated["id"]}/rotate", """{"overlap_seconds":9223372036854775807}""", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Delete, $"{keys}/nonsense", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Upstream_Credential_IsNeverShown()
    {
        await using var gateway = await TestGateway.StartAsync();
        await using var other = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        const string body = """{"name":"main","address":"https://api.example.com/v1","models":["gpt-*"],"credential":"sk-admin-test","timeouts":{"idle_ms":5000}}""";

        var added = await admin.CallAsync(HttpMethod.Post, $"/tenants/{gateway.Tenant.Id}/upstreams", body, HttpStatusCode.Created);
        await admin.CallAsync(HttpMethod.Post, $"/tenants/{gateway.Tenant.Id}/upstreams", body, HttpStatusCode.Conflict);
        var undeclared = await admin.CallAsync(HttpMethod.Post, $"/tenants/{other.Tenant.Id}/upstreams", body, HttpStatusCode.Conflict);
        await admin.CallAsync(
            HttpMethod.Put, $"/tenants/{gateway.Tenant.Id}/upstreams/main", """{"address":"https://api.example.com/v1","credential":"sk-admin-test","shared_credential":true}""");
        var listed = await admin.CallAsync(HttpMethod.Get, $"/tenants/{gateway.Tenant.Id}/upstreams");
        await admin.CallAsync(HttpMethod.Delete, $"/tenants/{gateway.Tenant.Id}/upstreams/main", null, HttpStatusCode.NoContent);

        Assert.DoesNotContain("sk-admin-test", added.ToJsonString() + undeclared.ToJsonString() + listed.ToJsonString());
        Assert.True((bool)added["has_credential"]!);
        Assert.Equal(5000, (int)added["timeouts"]!["idle_ms"]!);
        Assert.True((bool)listed["upstreams"]![0]!["shared_credential"]!);
    }

    [Fact]
    public async Task Embedder_SetByAnUpstream_IsShownAndKeepsTheUpstreamWhereItIs()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var (embedder, upstream) = ($"/tenants/{gateway.Tenant.Id}/embedder", $"/tenants/{gateway.Tenant.Id}/upstreams/embed");
        const string body = """{"upstream":"embed","model":"embed-small","dimensions":1536,"window_length":2000,"timeout_ms":2500}""";

        await admin.CallAsync(HttpMethod.Get, embedder, null, HttpStatusCode.NotFound);
        await admin.CallAsync(HttpMethod.Put, embedder, body, HttpStatusCode.NotFound);
        await admin.CallAsync(HttpMethod.Put, upstream, """{"address":"https://api.example.com/v1","credential":"sk-admin-embedding"}""");
        await admin.CallAsync(HttpMethod.Put, embedder, """{"upstream":"embed","model":"embed-small","dimensions":0}""", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Put, embedder, """{"upstream":"embed","model":"embed-small"}""", HttpStatusCode.BadRequest);
        var set = await admin.CallAsync(HttpMethod.Put, embedder, body);
        var known = (await TestInstallation.Instance).Directory.Find(gateway.Tenant.Id)!.Embedder;
        var shown = await admin.CallAsync(HttpMethod.Get, embedder);
        await admin.CallAsync(HttpMethod.Delete, upstream, null, HttpStatusCode.Conflict);
        await admin.CallAsync(HttpMethod.Put, upstream, """{"address":"https://api.example.org/v1"}""", HttpStatusCode.Conflict);
        await admin.CallAsync(HttpMethod.Delete, embedder, null, HttpStatusCode.NoContent);
        await admin.CallAsync(HttpMethod.Delete, upstream, null, HttpStatusCode.NoContent);

        Assert.Equal(set.ToJsonString(), shown.ToJsonString());
        Assert.Equal((string?)set["name"], known?.Name);
        Assert.Equal((2_000, TimeSpan.FromSeconds(2.5), 64), (known!.Settings.WindowLength, known.Settings.Timeout, known.Settings.BatchSize));
        Assert.DoesNotContain("sk-admin-embedding", shown.ToJsonString());
    }

    [Fact]
    public async Task Policy_Unusable_IsRefusedWithEveryMistakeAndItsLine()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var body = new JsonObject { ["text"] = "name: p\nversion: x\nstrange: 1\nguards: 7\n" };

        var refused = await admin.CallAsync(HttpMethod.Post, $"/tenants/{gateway.Tenant.Id}/policies", body.ToJsonString(), HttpStatusCode.BadRequest);
        var check = await admin.CallAsync(HttpMethod.Post, "/policies/check", body.ToJsonString());

        Assert.False((bool)check["usable"]!);
        Assert.Equal(check["problems"]!.ToJsonString(), refused["problems"]!.ToJsonString());
        Assert.True(refused["problems"]!.AsArray().Count > 1);
        Assert.All(refused["problems"]!.AsArray(), problem => Assert.True((int)problem!["line"]! >= 1));
    }

    [Fact]
    public async Task Policy_DraftedAndActivated_IsInForceForTheNextExchange()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var policies = $"/tenants/{gateway.Tenant.Id}/policies";
        var text = Sallyport.Policy.PolicyPresets.Text(Sallyport.Policy.PolicyPresets.FirstRun);

        var drafted = await admin.CallAsync(HttpMethod.Post, policies, new JsonObject { ["text"] = text, ["author"] = "jo" }.ToJsonString(), HttpStatusCode.Created);
        var before = (await TestInstallation.Instance).Directory.Find(gateway.Tenant.Id)!.Policy;
        var activated = await admin.CallAsync(HttpMethod.Post, $"{policies}/1/activate");
        var after = (await TestInstallation.Instance).Directory.Find(gateway.Tenant.Id)!.Policy;
        var read = await admin.CallAsync(HttpMethod.Get, $"{policies}/1");
        await admin.CallAsync(HttpMethod.Post, $"{policies}/1/activate", null, HttpStatusCode.Conflict);
        await admin.CallAsync(HttpMethod.Get, $"{policies}/2", null, HttpStatusCode.NotFound);

        Assert.Equal("draft", (string?)drafted["state"]);
        Assert.Null(before);
        Assert.Equal("active", (string?)activated["state"]);
        Assert.Equal(text, after?.Text);
        Assert.Equal(text, (string?)read["text"]);
    }

    [Fact]
    public async Task KnownSecret_Registered_IsListedByNameOnly()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var secrets = $"/tenants/{gateway.Tenant.Id}/known-secrets";

        await admin.CallAsync(HttpMethod.Put, $"{secrets}/canary", """{"value":"blue-heron-42"}""", HttpStatusCode.NoContent);
        await admin.CallAsync(HttpMethod.Put, $"{secrets}/short", """{"value":"abc"}""", HttpStatusCode.BadRequest);
        var listed = await admin.CallAsync(HttpMethod.Get, secrets);
        await admin.CallAsync(HttpMethod.Delete, $"{secrets}/canary", null, HttpStatusCode.NoContent);
        await admin.CallAsync(HttpMethod.Delete, $"{secrets}/canary", null, HttpStatusCode.NotFound);

        Assert.Equal("canary", (string?)Assert.Single(listed["known_secrets"]!.AsArray())!["name"]);
        Assert.DoesNotContain("blue-heron", listed.ToJsonString());
    }

    [Fact]
    public async Task Ledger_OfAnExchange_IsExplainedProvedAndExported()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"write to jane.doe@example.org"},"finish_reason":"stop"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var admin = new AdminClient(gateway.Admin);
        using var answer = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""");
        var exchange = Assert.Single(answer.Headers.GetValues("x-sallyport-exchange"));
        await gateway.EntriesAsync();
        var ledger = $"/tenants/{gateway.Tenant}/ledger";

        var entries = await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries?count=10");
        var plain = await admin.CallAsync(HttpMethod.Get, $"/exchanges/{exchange}");
        var detailed = await admin.CallAsync(HttpMethod.Get, $"/exchanges/{exchange}?reason=a%20test");
        var after = await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries");
        var checkpoint = await admin.CallAsync(HttpMethod.Post, $"{ledger}/checkpoints");
        var proof = await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries/0/proof");
        var head = await admin.CallAsync(HttpMethod.Get, ledger);
        var export = await admin.Http.GetStringAsync($"/admin/v1{ledger}/export");

        Assert.Equal(exchange, (string?)Assert.Single(entries["entries"]!.AsArray())!["exchange"]);
        Assert.Null(plain["entries"]![0]!["unsealed"]);
        Assert.Equal("pii.email", (string?)detailed["entries"]![0]!["unsealed"]!["findings"]![0]!["kind"]);
        Assert.Equal("content.read", (string?)after["entries"]![0]!["kind"]);
        Assert.Equal(2, (long)checkpoint["size"]!);
        Assert.Equal(2, (long)head["entries"]!);
        Assert.DoesNotContain("jane", detailed.ToJsonString() + export);
        var key = VerifierKey.Parse((string)head["public_key"]!);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, export);
        var verified = await LedgerVerifier.VerifyAsync(file, key, [], CancellationToken.None);
        File.Delete(file);
        Assert.True(verified.IsSound, string.Join('\n', verified.Faults));
        Assert.Equal("sallyport.proof/1", (string?)proof["format"]);
        await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries/99/proof", null, HttpStatusCode.NotFound);
        await admin.CallAsync(HttpMethod.Get, "/exchanges/nonsense", null, HttpStatusCode.NotFound);
        await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries?count=100000", null, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Ledger_OfADeletedTenant_IsServedByItsId()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address);
        using var admin = new AdminClient(gateway.Admin);
        using var answer = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"hi"}]}""");
        await gateway.EntriesAsync();
        var ledger = $"/tenants/{gateway.Tenant}/ledger";
        await admin.CallAsync(HttpMethod.Delete, $"/tenants/{gateway.Tenant}", null, HttpStatusCode.NoContent);

        var head = await admin.CallAsync(HttpMethod.Get, ledger);
        var entries = await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries");
        var checkpoint = await admin.CallAsync(HttpMethod.Post, $"{ledger}/checkpoints");
        var proof = await admin.CallAsync(HttpMethod.Get, $"{ledger}/entries/0/proof");
        await using var export = await admin.Http.GetStreamAsync(new Uri($"/admin/v1{ledger}/export", UriKind.Relative));
        var verified = await LedgerVerifier.VerifyAsync(export, VerifierKey.Parse((string)head["public_key"]!), [], CancellationToken.None);

        Assert.Equal((long)head["entries"]!, entries["entries"]!.AsArray().Count);
        Assert.Equal((long)head["entries"]!, (long)checkpoint["size"]!);
        Assert.Equal("sallyport.proof/1", (string?)proof["format"]);
        Assert.True(verified.IsSound, string.Join('\n', verified.Faults));
        await admin.CallAsync(HttpMethod.Get, $"/tenants/{gateway.Tenant}", null, HttpStatusCode.NotFound);
        await admin.CallAsync(HttpMethod.Get, "/tenants/tn_0000000000000000/ledger", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Policy_WithAKindThatNoDetectorFinds_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var admin = new AdminClient(gateway.Admin);
        var body = new JsonObject { ["text"] = "version: 1\nname: p\nguards:\n  - {name: g, findings: [pii.emial], on: output, action: redact}\n" };

        var refused = await admin.CallAsync(HttpMethod.Post, $"/tenants/{gateway.Tenant.Id}/policies", body.ToJsonString(), HttpStatusCode.BadRequest);

        Assert.Equal(4, (int)Assert.Single(refused["problems"]!.AsArray())!["line"]!);
    }

    [Fact]
    public async Task Recording_LookedAt_IsShownForAReasonThatStandsInTheLedger()
    {
        await using var provider = await FakeProvider.StartAsync(FakeAnswer.Json(
            """{"id":"c","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant","content":"the answer"},"finish_reason":"stop"}]}"""));
        await using var gateway = await GuardedGateway.StartAsync(provider.Address, settings: new Tenancy.TenantSettings { Recording = true });
        using var admin = new AdminClient(gateway.Admin);
        using var answer = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"the question"}]}""");
        await gateway.EntriesAsync();
        var recordings = $"/tenants/{gateway.Tenant}/recordings";

        var exchange = (string)Assert.Single((await admin.CallAsync(HttpMethod.Get, recordings))["recordings"]!.AsArray())!["exchange"]!;
        await admin.CallAsync(HttpMethod.Post, $"{recordings}/{exchange}/look", """{"reason":" "}""", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Post, $"{recordings}/{exchange}/look", "{}", HttpStatusCode.BadRequest);
        await admin.CallAsync(HttpMethod.Post, $"{recordings}/ex_0000000000000000/look", """{"reason":"a guess"}""", HttpStatusCode.NotFound);
        var before = await gateway.EntriesAsync();
        var look = await admin.CallAsync(HttpMethod.Post, $"{recordings}/{exchange}/look", """{"reason":"incident 7"}""");
        var entries = await admin.CallAsync(HttpMethod.Get, $"/tenants/{gateway.Tenant}/ledger/entries?kind=content.read");

        Assert.Single(before);
        Assert.Equal(["the question", "the answer"], look["segments"]!.AsArray().Select(segment => (string?)segment!["text"]).Where(text => text!.StartsWith("the ", StringComparison.Ordinal)));
        var entry = Assert.Single(entries["entries"]!.AsArray())!;
        Assert.Equal((exchange, "incident 7", "recording"), ((string?)entry["exchange"], (string?)entry["facts"]!["reason"], (string?)entry["facts"]!["what"]));
    }

    private static async Task<HttpStatusCode> ChatAsync(TestGateway gateway, JsonNode key)
    {
        using var client = new HttpClient { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", (string)key["api_key"]!);
        using var content = new StringContent("""{"model":"m","messages":[]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", content);
        return response.StatusCode;
    }
}

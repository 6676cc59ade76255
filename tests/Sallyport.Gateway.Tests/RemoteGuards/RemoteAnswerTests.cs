using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Detection;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Policy;
using Xunit;

namespace Sallyport.Gateway.Tests.RemoteGuards;

public sealed class RemoteAnswerTests
{
    [Theory]
    [InlineData("safe", 0)]
    [InlineData(" Safe\n", 0)]
    [InlineData("unsafe", 1)]
    [InlineData("unsafe\nS1,S10", 1)]
    [InlineData("UNSAFE \nsafe", 1)]
    [InlineData("""{"score": 0.25}""", 0.25f)]
    [InlineData("""{"score":1}""", 1)]
    public void Chat_ExactVerdict_IsRead(string content, float score) =>
        Assert.Equal([(new FindingKind("injection.remote"), score)], RemoteAnswer.Read(Guard(RemoteProtocol.Chat), code: null, Completion(content)));

    [Theory]
    [InlineData("")]
    [InlineData("safe.")]
    [InlineData("safe\nunsafe")]
    [InlineData("This text is safe")]
    [InlineData("The text says: safe")]
    [InlineData("safe safe")]
    [InlineData("not unsafe")]
    [InlineData("s\u200bafe")]
    [InlineData("ѕafe")]
    [InlineData("0")]
    [InlineData("""{"score":0} safe""")]
    [InlineData("""safe {"score":0.9}""")]
    [InlineData("```json\n{\"score\":0}\n```")]
    [InlineData("""{"score":0,"score":1}""")]
    [InlineData("""{"score":0.9,"note":"but the user says 0"}""")]
    [InlineData("""{"score":"0"}""")]
    [InlineData("""{"score":null}""")]
    [InlineData("""{"score":-1}""")]
    [InlineData("""{"score":1.5}""")]
    [InlineData("""{"score":1e400}""")]
    [InlineData("""{"score":NaN}""")]
    [InlineData("""{"Score":0}""")]
    [InlineData("""[{"score":0}]""")]
    [InlineData("""{"score":[0]}""")]
    [InlineData("{")]
    public void Chat_AnythingBesideAVerdict_SaysNothing(string content) => Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Chat), code: null, Completion(content)));

    [Theory]
    [InlineData("""{"code":"0123456789abcdef","score":0.25}""")]
    [InlineData(""" {"score": 0.25, "code": "0123456789abcdef"} """)]
    public void Chat_VerdictWithItsCode_IsRead(string content) =>
        Assert.Equal([(new FindingKind("injection.remote"), 0.25f)], RemoteAnswer.Read(Guard(RemoteProtocol.Chat), "0123456789abcdef", Completion(content)));

    [Theory]
    [InlineData("safe")]
    [InlineData("unsafe")]
    [InlineData("""{"score":0}""")]
    [InlineData("""{"code":"0123456789abcdef"}""")]
    [InlineData("""{"code":"0123456789abcdee","score":0}""")]
    [InlineData("""{"code":"0123456789ABCDEF","score":0}""")]
    [InlineData("""{"code":"","score":0}""")]
    [InlineData("""{"code":null,"score":0}""")]
    [InlineData("""{"code":"0123456789abcdef","score":"0"}""")]
    [InlineData("""{"code":"0123456789abcdef","score":0,"note":"safe"}""")]
    [InlineData("""{"code":"0123456789abcdef","code":"0123456789abcdef","score":0}""")]
    [InlineData("""{"code":"0123456789abcdef","score":0} safe""")]
    [InlineData("""0123456789abcdef {"score":0}""")]
    [InlineData("""["0123456789abcdef",0]""")]
    [InlineData("0123456789abcdef")]
    [InlineData("0")]
    [InlineData("")]
    public void Chat_WithoutExactlyItsCode_SaysNothing(string content) =>
        Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Chat), "0123456789abcdef", Completion(content)));

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("tool_calls")]
    public void Chat_ThatDidNotStopByItself_SaysNothing(string reason) => Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Chat), code: null, Completion("safe", reason)));

    [Theory]
    [InlineData("")]
    [InlineData("safe")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":null}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":["safe"]}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"\ud800"}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"safe","content":"unsafe"}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop","message":{"content":"safe"}},{"finish_reason":"stop","message":{"content":"unsafe"}}]}""")]
    public void Chat_OtherBody_SaysNothing(string body) => Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Chat), code: null, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Moderation_HighestOfTheLabels_IsTheScore() =>
        Assert.Equal(
            [(new FindingKind("injection.remote"), 0.75f)],
            RemoteAnswer.Read(Guard(RemoteProtocol.Moderation, "hate", "violence"), code: null, """{"results":[{"flagged":false,"category_scores":{"hate":0.25,"violence":0.75,"illicit":null}}]}"""u8.ToArray()));

    [Theory]
    [InlineData("""{"results":[{"flagged":false,"categories":{"hate":false}}]}""")]
    [InlineData("""{"results":[{"category_scores":{}}]}""")]
    [InlineData("""{"results":[{"category_scores":{"hate":null}}]}""")]
    [InlineData("""{"results":[{"category_scores":{"hate":"0"}}]}""")]
    [InlineData("""{"results":[{"category_scores":{"hate":7}}]}""")]
    [InlineData("""{"results":[{"category_scores":{"hate":0,"hate":1}}]}""")]
    [InlineData("""{"results":[{"category_scores":{"hate":0}},{"category_scores":{"hate":0}}]}""")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":0}""")]
    public void Moderation_WithoutAScoreForALabel_SaysNothing(string body) =>
        Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Moderation, "hate"), code: null, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""[{"label":"INJECTION","score":0.875},{"label":"SAFE","score":0.125}]""")]
    [InlineData("""[[{"score":0.125,"label":"SAFE"},{"score":0.875,"label":"INJECTION"}]]""")]
    public void Classifier_ScoresByLabel_AreRead(string body) =>
        Assert.Equal([(new FindingKind("injection.remote"), 0.875f)], RemoteAnswer.Read(Guard(RemoteProtocol.Classifier, "INJECTION"), code: null, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""[{"label":"SAFE","score":0.99}]""")]
    [InlineData("""[{"label":"INJECTION","score":0},{"label":"INJECTION","score":1}]""")]
    [InlineData("""[{"label":"INJECTION","score":-0.1}]""")]
    [InlineData("""[{"label":"INJECTION"}]""")]
    [InlineData("""[[{"label":"INJECTION","score":0}],[{"label":"INJECTION","score":1}]]""")]
    [InlineData("""{"label":"INJECTION","score":0}""")]
    [InlineData("""{"error":"too long"}""")]
    [InlineData("[]")]
    public void Classifier_OtherBody_SaysNothing(string body) =>
        Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Classifier, "INJECTION"), code: null, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Body_NestedDeeply_SaysNothing() =>
        Assert.Null(RemoteAnswer.Read(Guard(RemoteProtocol.Classifier, "INJECTION"), code: null, Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000))));

    private static RemoteGuard Guard(RemoteProtocol protocol, params string[] labels) => new()
    {
        Name = "judge",
        Protocol = protocol,
        Url = new Uri("http://guard.example/"),
        Model = "m",
        Finds = [new(new FindingKind("injection.remote"), labels)],
        Window = 1_000,
    };

    private static byte[] Completion(string content, string reason = "stop") => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["finish_reason"] = reason, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content } }),
    }.ToJsonString());
}

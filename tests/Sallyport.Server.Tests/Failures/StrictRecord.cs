using System.Text;

namespace Sallyport.Server.Tests.Failures;

/// <summary>A policy under which an answer leaves once its record is on the disk, and the smallest request.</summary>
internal static class StrictRecord
{
    public const string Policy = """
        version: 1
        name: strict-record
        durability: strict
        guards:
          - {name: mails, findings: [pii.email], on: output, action: redact}
        """;

    public static StringContent Hello(bool isStream = false, string model = "demo") =>
        new($$"""{"model":"{{model}}","stream":{{(isStream ? "true" : "false")}},"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
}

using System.Security.Cryptography;
using System.Text;
using Sallyport.Detection;
using Sallyport.Policy.Reading;

namespace Sallyport.Policy;

/// <summary>Reads a policy's YAML. Explains every mistake at once, each with its place.</summary>
public static class PolicyReader
{
    /// <summary>Reads a policy.</summary>
    /// <param name="text">YAML, at most 262,144 UTF-16 code units.</param>
    /// <param name="kinds">What the detectors in use can report, so that a misspelt kind is found; null where that is not known.</param>
    /// <param name="now">The time, so that an exception that has expired is told; null where that does not matter.</param>
    public static PolicyReading Read(string text, IReadOnlyCollection<FindingKind>? kinds = null, DateTimeOffset? now = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new PolicyProblems();
        PolicyDocument? document = null;
        if (PolicyYaml.Parse(text, problems) is { } root
            && PolicyFormat.Root.Read(root, "policy", problems) is SectionValue section)
        {
            document = new PolicyBinder(problems, kinds, now).Bind(section, DigestOf(text));
        }

        return new(problems.HasErrors ? null : document, problems.InOrder());
    }

    private static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

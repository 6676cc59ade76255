using System.Text.Json;

namespace Sallyport.Policy.Reading;

/// <summary>What may stand at a place in a policy. The same object reads the YAML and writes the JSON Schema, so that the two can't part.</summary>
internal abstract class PolicyShape
{
    /// <summary>The value, or null after reporting why there is none.</summary>
    /// <param name="node">What stands there.</param>
    /// <param name="name">The key it stands under, for messages.</param>
    /// <param name="problems">Takes each mistake.</param>
    public abstract object? Read(PolicyNode node, string name, PolicyProblems problems);

    /// <summary>Writes the members of this shape's schema into an object that is open.</summary>
    public abstract void WriteSchema(Utf8JsonWriter schema);

    /// <summary>Whether <paramref name="node"/> is a scalar with a value; reports it if not.</summary>
    protected static bool IsScalar(PolicyNode node, string name, string expected, PolicyProblems problems)
    {
        if (node.Kind == PolicyNode.Shape.Scalar && !node.IsNull)
        {
            return true;
        }

        if (node.Kind != PolicyNode.Shape.Broken)
        {
            var found = node.Kind switch
            {
                PolicyNode.Shape.List => "a list",
                PolicyNode.Shape.Map => "a mapping",
                _ => "nothing",
            };
            problems.Error(node, $"'{name}' takes {expected}, and here stands {found}.");
        }

        return false;
    }
}

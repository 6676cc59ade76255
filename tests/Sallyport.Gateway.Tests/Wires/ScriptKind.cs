namespace Sallyport.Gateway.Tests.Wires;

/// <summary>What a part of a scripted answer is.</summary>
internal enum ScriptKind
{
    Text,
    Reasoning,
    Call,
}

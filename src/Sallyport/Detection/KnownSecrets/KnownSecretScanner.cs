using Sallyport.Text;

namespace Sallyport.Detection.KnownSecrets;

/// <summary>Reads a text through the automata of a set, and is clear up to where the beginning of a needle waits.</summary>
internal sealed class KnownSecretScanner(KnownSecretSet secrets) : Scanner
{
    private readonly NeedleLane? _stripped = secrets.Stripped is null ? null : new(secrets.Stripped, stripsSeparators: true);
    private readonly NeedleLane? _plain = secrets.Plain is null ? null : new(secrets.Plain, stripsSeparators: false);

    private int _next;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        var rest = window.From(_next);
        _stripped?.Read(rest, _next, findings);
        _plain?.Read(rest, _next, findings);
        _next = window.End;
        if (window.IsComplete)
        {
            _stripped?.Complete(findings);
            return window.End;
        }

        return Math.Min(_stripped?.Clear(_next) ?? _next, _plain?.Clear(_next) ?? _next);
    }
}

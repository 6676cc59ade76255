using Sallyport.Detection;
using Sallyport.Text;

namespace Sallyport.Tests.Pipeline;

/// <summary>Finds everything from '&lt;' to '&gt;', however long, from the opening mark on.</summary>
internal sealed class BlockDetector : Detector
{
    public override string Name => "block";

    public override IReadOnlyList<FindingKind> Kinds => [new("test.block")];

    public override ViewKinds Views => ViewKinds.Original;

    public override int LookBack => 0;

    public override int LookAhead => 1;

    public override Scanner Open(InspectionScope scope) => new BlockScanner(Kinds[0]);

    private sealed class BlockScanner(FindingKind kind) : Scanner
    {
        private int _at;
        private bool _isInside;

        public override int Advance(in TextWindow window, FindingSink findings)
        {
            while (_at < window.End)
            {
                var mark = window.From(_at).IndexOf(_isInside ? '>' : '<');
                if (mark < 0)
                {
                    break;
                }

                if (_isInside)
                {
                    findings.Close(_at + mark + 1);
                }
                else
                {
                    findings.Open(kind, new(_at + mark, _at + mark + 1), 1);
                }

                _isInside = !_isInside;
                _at += mark + 1;
            }

            return _at = window.End;
        }
    }
}

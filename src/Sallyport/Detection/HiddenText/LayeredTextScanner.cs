using Sallyport.Text;

namespace Sallyport.Detection.HiddenText;

/// <summary>Each line of the view is a finding, open from its first character on: a view ends its stretches with a line feed.</summary>
internal sealed class LayeredTextScanner : Scanner
{
    private const float Score = 0.9f;

    private int _next;
    private bool _isOpen;

    public override int Advance(in TextWindow window, FindingSink findings)
    {
        foreach (var c in window.From(_next))
        {
            if (c == '\n')
            {
                Close(_next, findings);
            }
            else if (!_isOpen)
            {
                _isOpen = true;
                findings.Open(LayeredTextDetector.Kind, new(_next, _next + 1), Score);
            }

            _next++;
        }

        if (window.IsComplete)
        {
            Close(_next, findings);
        }

        return _next;
    }

    private void Close(int end, FindingSink findings)
    {
        if (_isOpen)
        {
            _isOpen = false;
            findings.Close(end);
        }
    }
}

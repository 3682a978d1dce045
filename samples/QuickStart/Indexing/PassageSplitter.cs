using System.Text;

namespace QuickStart.Indexing;

/// <summary>
/// Cuts a text into passages of whole lines: at a heading or an empty line once there is enough, before a line that would be too
/// much. Only a line that is too long by itself is cut, between words where it has any.
/// </summary>
internal sealed class PassageSplitter
{
    private const int Enough = 500;
    private const int TooMuch = 1_200;
    private readonly List<Passage> _passages = [];
    private readonly StringBuilder _open = new();
    private int _line;

    private PassageSplitter()
    {
    }

    public static IReadOnlyList<Passage> Split(string text)
    {
        var splitter = new PassageSplitter();
        var number = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            number++;
            splitter.AddLine(number, text.AsSpan(range).TrimEnd());
        }

        splitter.Close();
        return splitter._passages;
    }

    private void AddLine(int number, ReadOnlySpan<char> line)
    {
        if (_open.Length + line.Length > TooMuch || (_open.Length >= Enough && (line.IsEmpty || line[0] == '#')))
        {
            Close();
        }

        while (line.Length > TooMuch)
        {
            var cut = CutOf(line);
            Append(number, line[..cut]);
            Close();
            line = line[cut..];
        }

        Append(number, line);
    }

    private void Append(int number, ReadOnlySpan<char> line)
    {
        if (_open.Length == 0)
        {
            if (line.IsWhiteSpace())
            {
                return; // a passage begins with something to read
            }

            _line = number;
        }
        else
        {
            _open.Append('\n');
        }

        _open.Append(line);
    }

    private void Close()
    {
        var text = _open.ToString().TrimEnd();
        _open.Clear();
        if (text.Any(char.IsLetterOrDigit))
        {
            _passages.Add(new Passage(_passages.Count, _line, text));
        }
    }

    /// <summary>Behind the last space of what fits; else where no surrogate pair is torn.</summary>
    private static int CutOf(ReadOnlySpan<char> line)
    {
        var space = line[..TooMuch].LastIndexOf(' ');
        if (space > Enough)
        {
            return space + 1;
        }

        return char.IsHighSurrogate(line[TooMuch - 1]) ? TooMuch - 1 : TooMuch;
    }
}

using Lucene.Net.Analysis.CharFilters;

namespace Mosaic.Memory.Text;

/// <summary>
/// Reads Korean syllables that are written as their letters (NFD, as some file systems and many PDF files have them) as syllables, which
/// Korean is found by; places stay those of the text. The arithmetic is Unicode's, chapter 3.12.
/// </summary>
internal sealed class JamoReader(TextReader input) : BaseCharFilter(input)
{
    private const char FirstLead = '\u1100';
    private const char LastLead = '\u1112';
    private const char FirstVowel = '\u1161';
    private const char FirstTail = '\u11A8';
    private const char FirstSyllable = '\uAC00';
    private const int Vowels = 21;
    private const int Tails = 27;
    private const int LettersMax = 3;

    private char[] _read = []; // from the first letter on; nearly no text has any
    private int _at;
    private int _end;
    private int _given;
    private int _less;

    public override int Read(char[] buffer, int index, int count)
    {
        if (_at == _end)
        {
            return Begin(buffer, index, count);
        }

        var there = _read.AsSpan(_at, Math.Min(count, _end - _at));
        var plain = there.IndexOfAnyInRange(FirstLead, LastLead);
        if (plain == 0)
        {
            buffer[index] = Syllable();
            _given++;
            return 1;
        }

        there = plain < 0 ? there : there[..plain];
        there.CopyTo(buffer.AsSpan(index));
        _at += there.Length;
        _given += there.Length;
        return there.Length;
    }

    public override int Read()
    {
        var one = new char[1];
        return Read(one, 0, 1) == 1 ? one[0] : -1;
    }

    /// <summary>Reads what has no letters right where it is wanted, and keeps the rest.</summary>
    private int Begin(char[] buffer, int index, int count)
    {
        var read = Math.Max(0, m_input.Read(buffer, index, count));
        var there = buffer.AsSpan(index, read);
        var plain = there.IndexOfAnyInRange(FirstLead, LastLead);
        if (plain >= 0)
        {
            if (_read.Length < read + LettersMax)
            {
                _read = new char[read + LettersMax];
            }

            there[plain..].CopyTo(_read);
            (_at, _end) = (0, read - plain);
            if (plain == 0)
            {
                return Read(buffer, index, count);
            }

            read = plain;
        }

        _given += read;
        return read;
    }

    /// <summary>The syllable that begins with the letter that is next, or the letter.</summary>
    private char Syllable()
    {
        var lead = _read[_at] - FirstLead;
        if (!IsAt(1) || _read[_at + 1] - FirstVowel is not (>= 0 and < Vowels and var vowel))
        {
            return _read[_at++];
        }

        var tail = IsAt(2) && _read[_at + 2] - FirstTail is >= 0 and < Tails and var number ? number + 1 : 0;
        var letters = tail > 0 ? 3 : 2;
        _at += letters;
        _less += letters - 1;
        AddOffCorrectMap(_given + 1, _less);
        return (char)(FirstSyllable + (((lead * Vowels) + vowel) * (Tails + 1)) + tail);
    }

    /// <summary>Reads on where a character so far ahead is not read yet.</summary>
    private bool IsAt(int ahead)
    {
        while (_at + ahead >= _end)
        {
            _read.AsSpan(_at, _end - _at).CopyTo(_read); // two letters at most, so there is room
            (_at, _end) = (0, _end - _at);
            if (m_input.Read(_read, _end, _read.Length - _end) is var read && read <= 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}

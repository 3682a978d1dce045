using Lucene.Net.Analysis;

namespace Mosaic.Memory.Text;

/// <summary>
/// Reads an underscore as a space: it joins words by UAX #29, so that <c>order_id</c> would be found by neither of its words,
/// and the tokenizer takes the square of a run's length, minutes for a line of them.
/// </summary>
internal sealed class UnderscoreReader(TextReader input) : CharFilter(input)
{
    public override int Read(char[] buffer, int index, int count)
    {
        var read = m_input.Read(buffer, index, count);
        if (read > 0)
        {
            buffer.AsSpan(index, read).Replace('_', ' ');
        }

        return read;
    }

    public override int Read() => m_input.Read() is var read && read == '_' ? ' ' : read;

    protected override int Correct(int currentOff) => currentOff;
}

using System.Buffers;
using Lucene.Net.Analysis;

namespace Mosaic.Memory.Text;

/// <summary>
/// Reads underscores, of every kind, as spaces: they join words by UAX #29 (ExtendNumLet), so that <c>order_id</c> would be found by neither
/// of its words, and the tokenizer takes the square of a run's length, minutes for a line of them.
/// </summary>
internal sealed class ConnectorReader(TextReader input) : CharFilter(input)
{
    private static readonly SearchValues<char> Connectors = SearchValues.Create("_\u203F\u2040\u2054\uFE33\uFE34\uFE4D\uFE4E\uFE4F\uFF3F");

    public override int Read(char[] buffer, int index, int count)
    {
        var read = m_input.Read(buffer, index, count);
        if (read > 0)
        {
            buffer.AsSpan(index, read).ReplaceAny(Connectors, ' ');
        }

        return read;
    }

    public override int Read() => m_input.Read() is var read && read >= 0 && Connectors.Contains((char)read) ? ' ' : read;

    protected override int Correct(int currentOff) => currentOff;
}

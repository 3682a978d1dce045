namespace Mosaic.Memory.Text;

/// <summary>Takes the terms of a text.</summary>
internal interface ITermSink
{
    /// <returns>false: no further terms are wanted.</returns>
    bool Add(ReadOnlySpan<char> term);
}

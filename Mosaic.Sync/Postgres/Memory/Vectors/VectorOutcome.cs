namespace Mosaic.Postgres.Memory.Vectors;

internal enum VectorOutcome
{
    /// <summary>A vector; or none, where the text is gone or has no direction.</summary>
    Made,

    /// <summary>It has the vector of this very text already.</summary>
    Same,

    /// <summary>The embedder does not take it.</summary>
    Refused,
}

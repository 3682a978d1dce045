namespace Mosaic.Backends;

/// <summary>What a row means, for who writes it into another backend; <see cref="TransferDecoder"/> makes it.</summary>
public abstract record TransferRow;

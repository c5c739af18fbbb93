using System.Diagnostics.CodeAnalysis;

namespace CryptoVault.Results;

/// <summary>Either a value or an expected <see cref="Results.Error"/>. The default value is not a valid result.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    /// <summary>The failure, or null when there is a value.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>The value. Asking a failed result for it is a bug.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"No value: {Error.Code}: {Error.Message}");

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error ?? throw new ArgumentNullException(nameof(error)));

    /// <summary>A success with the value (for interface types, where the implicit conversion does not apply).</summary>
    public static Result<T> Success(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static Result<T> Failure(Error error) => new(default, error);

    /// <summary>Applies <paramref name="map"/> to the value, or passes the failure on.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> map) => Error is null ? Result<TOut>.Success(map(value!)) : Result<TOut>.Failure(Error);
}

/// <summary>The value of a result that has nothing to say but that it succeeded.</summary>
public readonly record struct Unit
{
    /// <summary>The only value.</summary>
    public static Unit Value => default;
}

using Capsule.Guests.Abstractions;

namespace Capsule.Runtime.Languages;

/// <summary>How a guest is made of its files.</summary>
internal interface IGuestFormat : IPreparedFormat
{
    /// <summary>Puts a guest together; it owns the code and the image from here on.</summary>
    IGuest Create(PreparedGuest prepared, GuestSupport support);
}

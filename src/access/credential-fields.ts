import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Length } from 'class-validator';
import { Convert } from '../http/convert';

/** An e-mail address; trimmed and NFC-normalised on the way in. */
export function EmailAddress(): PropertyDecorator {
  return applyDecorators(
    Trimmed(),
    IsString({ message: 'must be text' }),
    Length(1, 255, { message: 'must have 1 to 255 characters' }),
    IsEmail({}, { message: 'must be an e-mail address' }),
    ApiProperty({ format: 'email', maxLength: 255 }),
  );
}

/** A new password. Long ones are better than odd ones, so nothing but the length is asked for. */
export function NewPassword(): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be text' }),
    Length(10, 200, { message: 'must have 10 to 200 characters' }),
    ApiProperty({ format: 'password', minLength: 10, maxLength: 200 }),
  );
}

/** Text as a person typed it: spaces around it go, accents are composed. */
export function Trimmed(): PropertyDecorator {
  return Convert((value) => (typeof value === 'string' ? value.trim().normalize('NFC') : value));
}

import { z } from "zod";

/** One picture in JSON. */
export const pictureSchema = z.string().min(1).meta({
  description: "A picture in base64, as a data URL, or by its public http or https URL.",
});

/** How Logic Apps writes a file's content into a JSON body. */
export const contentSchema = z
  .object({
    "$content-type": z.string().meta({ description: "The media type; the bytes decide." }),
    $content: z.string().min(1).meta({ description: "The bytes in base64." }),
  })
  .meta({ description: "The content object of Logic Apps." });
